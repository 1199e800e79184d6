/* The OpenAPI file and the table of routes are the same set. */
#include <ctype.h>

#include "server/api/gate.h"
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

/* HEAD has no row of its own: every GET answers it. Where tus is spoken it says more than GET does,
 * and is described. */
static bool is_described_head(const char *method, const struct route *route)
{
    return !strcmp(method, "head") && !strcmp(route->method, "GET") && route->flags & ROUTE_TUS;
}

static bool routes_have(const char *path, const char *method)
{
    size_t count;
    const struct route *routes = app_routes(&count);

    for (size_t i = 0; i < count; i++)
        if (same_path(path, routes[i].path) &&
            (same_method(method, routes[i].method) || is_described_head(method, &routes[i])))
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
            described += strcmp(method, "head") != 0;
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
            assert_non_null(json_object_get(json_object_get(body, "content"),
                                            routes[i].flags & ROUTE_TUS
                                                ? "application/offset+octet-stream"
                                                : "application/octet-stream"));
    }
    json_decref(json);
}

/* "#/components/parameters/Scene" and the like; NULL when it leads nowhere. */
static json_t *resolve(const json_t *root, const char *ref)
{
    static const char components[] = "#/components/";
    const char *kind = ref + sizeof components - 1, *name = strchr(kind, '/');
    char plural[32];

    assert_int_equal(strncmp(ref, components, sizeof components - 1), 0);
    assert_non_null(name);
    snprintf(plural, sizeof plural, "%.*s", (int)(name - kind), kind);
    return json_object_get(json_object_get(json_object_get(root, "components"), plural), name + 1);
}

static const json_t *resolved(const json_t *root, const json_t *json)
{
    const char *ref = text_of(json, "$ref");

    return ref ? resolve(root, ref) : json;
}

/* Every placeholder of a path has its parameter. */
static void assert_parameters(const json_t *root, const char *path, const json_t *operation)
{
    const json_t *parameters = json_object_get(operation, "parameters");

    for (const char *open = strchr(path, '{'); open; open = strchr(open + 1, '{')) {
        const size_t bytes = strcspn(open + 1, "}");
        bool found = false;
        for (size_t i = 0; i < json_array_size(parameters) && !found; i++) {
            const json_t *parameter = resolved(root, json_array_get(parameters, i));
            const char *name = text_of(parameter, "name");
            found = !strcmp(text_of(parameter, "in"), "path") && strlen(name) == bytes &&
                    !strncmp(name, open + 1, bytes);
        }
        if (!found)
            print_error("%s: {%.*s} is not described\n", path, (int)bytes, open + 1);
        assert_true(found);
    }
}

static void every_placeholder_has_its_parameter(void **state)
{
    json_t *json = load(*state), *methods, *operation;
    const char *path, *method;

    json_object_foreach (json_object_get(json, "paths"), path, methods)
        json_object_foreach (methods, method, operation)
            assert_parameters(json, path, operation);
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
        count += follow_refs(root, value);
        if (strcmp(key, "$ref"))
            continue;
        if (!resolve(root, json_string_value(value)))
            print_error("%s leads nowhere\n", json_string_value(value));
        assert_non_null(resolve(root, json_string_value(value)));
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

/* The scope with which an operation lets a token in; NULL when it lets none in, "" without a scope.
 */
static const char *scope_of_token(const json_t *operation)
{
    const json_t *security = json_object_get(operation, "security");

    for (size_t i = 0; i < json_array_size(security); i++) {
        const json_t *scopes = json_object_get(json_array_get(security, i), "token");
        if (scopes)
            return json_array_size(scopes) ? json_string_value(json_array_get(scopes, 0)) : "";
    }
    return NULL;
}

static bool lets_in(const json_t *operation, const char *scheme)
{
    const json_t *security = json_object_get(operation, "security");

    for (size_t i = 0; i < json_array_size(security); i++)
        if (json_object_get(json_array_get(security, i), scheme))
            return true;
    return false;
}

static bool is_open(const struct route *route)
{
    return !(route->flags & ~(unsigned)(ROUTE_RIGHTS - 1));
}

/* What the gate would ask of a token; NULL where it takes none. */
static const char *scope_of_route(const struct route *route)
{
    if (is_open(route) || route->flags & (SELF | MANAGE | GUEST | GUEST_NOTE))
        return NULL;
    if (route->flags & OWN)
        return "upload";
    return route->flags & SCOPED ? scope_name((enum scope)((route->flags & SCOPED) / LISTEN)) : "";
}

static void what_an_operation_needs_is_what_the_gate_asks(void **state)
{
    json_t *json = load(*state);
    size_t count;
    const struct route *routes = app_routes(&count);

    for (size_t i = 0; i < count; i++) {
        const json_t *operation = operation_of(json_object_get(json, "paths"), &routes[i]);
        const char *told = scope_of_token(operation), *asked = scope_of_route(&routes[i]);
        const bool guest = routes[i].flags & (GUEST | GUEST_NOTE);
        if (!told != !asked || (told && strcmp(told, asked)))
            print_error("%s %s\n", routes[i].method, routes[i].path);
        assert_int_equal(!told, !asked);
        if (told)
            assert_string_equal(told, asked);
        assert_int_equal(lets_in(operation, "guest"), guest);
        assert_int_equal(lets_in(operation, "session"), !is_open(&routes[i]) && !guest);
    }
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
        TEST(what_an_operation_needs_is_what_the_gate_asks),
        TEST(schemas_allow_no_other_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
