#include "server/http/router.h"

#include <string.h>

#include "tests/support/check.h"

static const struct route routes[] = {
    { "GET", "/healthz", 0, 0, NULL },
    { "GET", "/api/cues/{}", 0, 0, NULL },
    { "POST", "/api/cues/{}", 0, 1024, NULL },
    { "PUT", "/api/sets/{}/prints/{}", ROUTE_STREAM, 1024, NULL },
};

static enum err_code match(struct req *req, const char *method, const char *path,
                           const struct route **out, char allowed[64])
{
    struct err err;

    *req = (struct req){ .method = method, .path = path };
    return router_match(routes, sizeof routes / sizeof *routes, req, out, allowed, &err);
}

static void names_and_numbers_come_out_of_the_path(void **state)
{
    const struct route *route;
    struct req req;
    char allowed[64];

    (void)state;
    assert_int_equal(match(&req, "PUT", "/api/sets/17/prints/1m1 Str.wav", &route, allowed), 0);
    assert_ptr_equal(route, &routes[3]);
    assert_int_equal(req.params, 2);
    assert_int_equal(req.id[0], 17);
    assert_int_equal(req.id[1], -1);
    assert_string_equal(req.param[1], "1m1 Str.wav");
    assert_int_equal(match(&req, "HEAD", "/api/cues/9223372036854775807", &route, allowed), 0);
    assert_ptr_equal(route, &routes[1]);
    assert_true(req.id[0] == INT64_MAX);
    assert_int_equal(match(&req, "GET", "/api/cues/9223372036854775808", &route, allowed), 0);
    assert_int_equal(req.id[0], -1);
    assert_int_equal(match(&req, "GET", "/api/cues/-1", &route, allowed), 0);
    assert_int_equal(req.id[0], -1);
}

static void a_known_path_tells_its_methods(void **state)
{
    const struct route *route;
    struct req req;
    char allowed[64];

    (void)state;
    assert_int_equal(match(&req, "DELETE", "/api/cues/3", &route, allowed), ERR_INVALID);
    assert_string_equal(allowed, "GET, HEAD, POST");
    assert_int_equal(match(&req, "HEAD", "/api/sets/1/prints/x", &route, allowed), ERR_INVALID);
    assert_string_equal(allowed, "PUT");
}

static void other_paths_are_not_found(void **state)
{
    static const char *const paths[] = { "/",
                                         "/api/cues",
                                         "/api/cues/",
                                         "/api/cues/1/",
                                         "/api/cues//1",
                                         "/api/cues/1/2",
                                         "/healthz/",
                                         "/Healthz",
                                         "//healthz",
                                         "/api/sets/1/prints/" };
    const struct route *route;
    struct req req;
    char allowed[64];

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (match(&req, "GET", paths[i], &route, allowed) != ERR_NOT_FOUND)
            fail_msg("%s was found", paths[i]);
        assert_string_equal(allowed, "");
    }
}

static void a_name_has_a_longest_length(void **state)
{
    const struct route *route;
    struct req req;
    char allowed[64], path[400] = "/api/cues/";

    (void)state;
    memset(path + strlen(path), 'x', REQ_PARAM_TEXT - 1);
    assert_int_equal(match(&req, "GET", path, &route, allowed), 0);
    assert_int_equal(strlen(req.param[0]), REQ_PARAM_TEXT - 1);
    strcat(path, "x");
    assert_int_equal(match(&req, "GET", path, &route, allowed), ERR_INVALID);
    assert_string_equal(allowed, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_numbers_come_out_of_the_path),
        cmocka_unit_test(a_known_path_tells_its_methods),
        cmocka_unit_test(other_paths_are_not_found),
        cmocka_unit_test(a_name_has_a_longest_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
