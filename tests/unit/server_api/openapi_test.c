/* The OpenAPI file and the table of routes are the same set. */
#include <ctype.h>

#include "tests/unit/server_api/fixture.h"

static json_t *load(struct fixture *fixture)
{
    struct answer answer = get(fixture, "/api/openapi.json");
    json_t *json;

    assert_int_equal(answer.status, 200);
    json = json_loadb(answer.data, answer.bytes, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    answer_clear(&answer);
    return json;
}

/* "/api/sets/{set}" and "/api/sets/{}" are the same path. */
static bool same_path(const char *described, const char *route)
{
    while (*described && *route) {
        if (*described != *route)
            return false;
        if (*described == '{')
            described += strcspn(described, "}");
        else
            described++;
        route++;
    }
    return !*described && !*route;
}

static bool same_method(const char *described, const char *route)
{
    return !strcasecmp(described, route) && islower((unsigned char)*described);
}

static bool routes_have(const char *path, const char *method)
{
    size_t count;
    const struct route *routes = app_routes(&count);

    for (size_t i = 0; i < count; i++)
        if (same_path(path, routes[i].path) && same_method(method, routes[i].method))
            return true;
    return false;
}

static const json_t *operation_of(json_t *paths, const struct route *route)
{
    const char *path, *method;
    json_t *methods, *operation;

    json_object_foreach (paths, path, methods)
        if (same_path(path, route->path))
            json_object_foreach (methods, method, operation)
                if (same_method(method, route->method))
                    return operation;
    return NULL;
}

static void it_is_openapi_3_1_of_this_version(void **state)
{
    json_t *json = load(*state);

    assert_int_equal(strncmp(text_of(json, "openapi"), "3.1.", 4), 0);
    assert_string_equal(text_of(json_object_get(json, "info"), "version"), PREDUB_VERSION);
    json_decref(json);
}

static void every_route_is_described_and_nothing_else(void **state)
{
    json_t *json = load(*state), *paths = json_object_get(json, "paths"), *methods, *operation;
    const char *path, *method;
    size_t count, described = 0;
    const struct route *routes = app_routes(&count);

    for (size_t i = 0; i < count; i++) {
        if (!operation_of(paths, &routes[i]))
            print_error("%s %s is not described\n", routes[i].method, routes[i].path);
        assert_non_null(operation_of(paths, &routes[i]));
    }
    json_object_foreach (paths, path, methods) {
        json_object_foreach (methods, method, operation) {
            assert_true(routes_have(path, method));
            described++;
        }
    }
    assert_int_equal(described, count);
    json_decref(json);
}

static void bodies_are_described_where_routes_take_one(void **state)
{
    json_t *json = load(*state);
    size_t count;
    const struct route *routes = app_routes(&count);

    for (size_t i = 0; i < count; i++) {
        const json_t *operation = operation_of(json_object_get(json, "paths"), &routes[i]);
        const json_t *body = json_object_get(operation, "requestBody");
        assert_true((routes[i].body_limit_bytes > 0) == (body != NULL));
        if (routes[i].flags & ROUTE_STREAM)
            assert_non_null(
                json_object_get(json_object_get(body, "content"), "application/octet-stream"));
    }
    json_decref(json);
}

/* Every placeholder of a path has its parameter. */
static void assert_parameters(const char *path, const json_t *operation)
{
    const json_t *parameters = json_object_get(operation, "parameters");

    for (const char *open = strchr(path, '{'); open; open = strchr(open + 1, '{')) {
        const size_t bytes = strcspn(open + 1, "}");
        bool found = false;
        for (size_t i = 0; i < json_array_size(parameters) && !found; i++) {
            const json_t *parameter = json_array_get(parameters, i);
            const char *name = text_of(parameter, "name");
            found = !strcmp(text_of(parameter, "in"), "path") && strlen(name) == bytes &&
                    !strncmp(name, open + 1, bytes);
        }
        assert_true(found);
    }
}

static void every_placeholder_has_its_parameter(void **state)
{
    json_t *json = load(*state), *methods, *operation;
    const char *path, *method;

    json_object_foreach (json_object_get(json, "paths"), path, methods)
        json_object_foreach (methods, method, operation)
            assert_parameters(path, operation);
    json_decref(json);
}

/* Follows every $ref in the file; counts them. */
static size_t follow_refs(const json_t *root, json_t *at)
{
    size_t count = 0, i;
    const char *key;
    json_t *value;

    json_array_foreach (at, i, value)
        count += follow_refs(root, value);
    json_object_foreach (at, key, value) {
        static const char schemas[] = "#/components/schemas/";
        count += follow_refs(root, value);
        if (strcmp(key, "$ref"))
            continue;
        assert_int_equal(strncmp(json_string_value(value), schemas, sizeof schemas - 1), 0);
        assert_non_null(
            json_object_get(json_object_get(json_object_get(root, "components"), "schemas"),
                            json_string_value(value) + sizeof schemas - 1));
        count++;
    }
    return count;
}

static void every_reference_leads_somewhere(void **state)
{
    json_t *json = load(*state);

    assert_true(follow_refs(json, json) > 50);
    json_decref(json);
}

/* An object schema allows no other keys, so that validating a live answer can fail. */
static void assert_closed(json_t *at)
{
    size_t i;
    const char *key;
    json_t *value;

    if (json_is_object(json_object_get(at, "properties")))
        assert_true(json_is_false(json_object_get(at, "additionalProperties")));
    json_array_foreach (at, i, value)
        assert_closed(value);
    json_object_foreach (at, key, value)
        assert_closed(value);
}

static void schemas_allow_no_other_keys(void **state)
{
    json_t *json = load(*state);

    assert_closed(json);
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_is_openapi_3_1_of_this_version),
        TEST(every_route_is_described_and_nothing_else),
        TEST(bodies_are_described_where_routes_take_one),
        TEST(every_placeholder_has_its_parameter),
        TEST(every_reference_leads_somewhere),
        TEST(schemas_allow_no_other_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
