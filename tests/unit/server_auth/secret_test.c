/* Secrets: unlike each other, and found again under their hash. */
#include "server/auth/secret.h"

#include <string.h>

#include "tests/support/check.h"

static void a_secret_is_43_characters_after_its_prefix(void **state)
{
    static const char base64url[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char text[SECRET_TEXT];
    struct hash kept;

    (void)state;
    secret_make(text, &kept, "pdt_");
    assert_int_equal(strncmp(text, "pdt_", 4), 0);
    assert_int_equal(strlen(text), 47);
    assert_int_equal(strspn(text + 4, base64url), 43);
    secret_make(text, &kept, "");
    assert_int_equal(strspn(text, base64url), 43);
    assert_int_equal(text[43], 0);
}

static void a_secret_is_kept_under_the_hash_of_its_whole_text(void **state)
{
    char text[SECRET_TEXT];
    struct hash kept, again;

    (void)state;
    secret_make(text, &kept, "pdt_");
    again = secret_hash(text);
    assert_int_equal(hash_compare(&kept, &again), 0);
    again = secret_hash(text + 4);
    assert_int_not_equal(hash_compare(&kept, &again), 0);
}

static void no_two_secrets_are_alike(void **state)
{
    enum { MANY = 1000 };
    static char text[MANY][SECRET_TEXT];
    struct hash kept;

    (void)state;
    for (int i = 0; i < MANY; i++) {
        secret_make(text[i], &kept, "");
        for (int j = 0; j < i; j++)
            assert_string_not_equal(text[i], text[j]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_secret_is_43_characters_after_its_prefix),
        cmocka_unit_test(a_secret_is_kept_under_the_hash_of_its_whole_text),
        cmocka_unit_test(no_two_secrets_are_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
