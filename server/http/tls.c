#include "server/http/tls.h"

#include <fcntl.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PEM_BYTES = 1024 * 1024 };

const char tls_priorities[] = "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:"
                              "+ECDHE-RSA:-CIPHER-ALL:+AES-256-GCM:+AES-128-GCM:"
                              "+CHACHA20-POLY1305:%SERVER_PRECEDENCE";

static void wipe(char *text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    free(text);
}

static enum err_code read_all(int fd, char *out, const char *what, const char *path,
                              struct err *err)
{
    size_t used = 0;
    ssize_t got;

    while ((got = read(fd, out + used, PEM_BYTES - used)) > 0)
        used += (size_t)got;
    if (got < 0)
        return err_set_errno(err, "the TLS %s %s can't be read", what, path);
    if (used == PEM_BYTES)
        return err_set(err, ERR_TOO_BIG, "%s is too long to be a TLS %s", path, what);
    return ERR_NONE;
}

/* The buffer ends with zeros, since a PEM file has none inside. */
static enum err_code read_pem(char **out, const char *what, const char *path, struct err *err)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum err_code code;

    if (fd < 0)
        return err_set_errno(err, "the TLS %s %s can't be read", what, path);
    if (!(*out = calloc(1, PEM_BYTES)))
        code = err_set(err, ERR_NO_MEMORY, "no memory for the TLS %s", what);
    else
        code = read_all(fd, *out, what, path, err);
    close(fd);
    return code;
}

static gnutls_datum_t datum(char *text)
{
    return (gnutls_datum_t){ (unsigned char *)text, (unsigned)strlen(text) };
}

static enum err_code check_cert(char *pem, const char *path, struct err *err)
{
    const gnutls_datum_t data = datum(pem);
    gnutls_x509_crt_t *list = NULL;
    unsigned count = 0;
    const int failed = gnutls_x509_crt_list_import2(&list, &count, &data, GNUTLS_X509_FMT_PEM, 0);

    if (failed < 0)
        return err_set(err, ERR_INVALID,
                       "%s holds no certificate that can be used (%s): give a PEM file that begins "
                       "with the server's own and goes on with those that vouch for it",
                       path, gnutls_strerror(failed));
    for (unsigned i = 0; i < count; i++)
        gnutls_x509_crt_deinit(list[i]);
    gnutls_free(list);
    return ERR_NONE;
}

static enum err_code check_key(char *pem, const char *path, struct err *err)
{
    const gnutls_datum_t data = datum(pem);
    gnutls_privkey_t key = NULL;
    int failed = gnutls_privkey_init(&key);

    if (!failed)
        failed = gnutls_privkey_import_x509_raw(key, &data, GNUTLS_X509_FMT_PEM, NULL, 0);
    gnutls_privkey_deinit(key);
    if (!failed)
        return ERR_NONE;
    return err_set(err, ERR_INVALID,
                   "%s holds no private key that can be used (%s): give a PEM file without a "
                   "passphrase",
                   path, gnutls_strerror(failed));
}

static enum err_code check_pair(const struct tls *tls, const char *cert_file, const char *key_file,
                                struct err *err)
{
    const gnutls_datum_t cert = datum(tls->cert), key = datum(tls->key);
    gnutls_certificate_credentials_t both = NULL;
    int failed = gnutls_certificate_allocate_credentials(&both);

    if (!failed)
        failed = gnutls_certificate_set_x509_key_mem(both, &cert, &key, GNUTLS_X509_FMT_PEM);
    if (both)
        gnutls_certificate_free_credentials(both);
    if (failed >= 0)
        return ERR_NONE;
    return err_set(err, ERR_INVALID,
                   "the key in %s does not fit the certificate in %s (%s): give two files that "
                   "were made together",
                   key_file, cert_file, gnutls_strerror(failed));
}

enum err_code tls_init(struct tls *out, const char *cert_file, const char *key_file,
                       struct err *err)
{
    enum err_code code;

    *out = (struct tls){ 0 };
    if (!cert_file && !key_file)
        return ERR_NONE;
    if (!cert_file || !key_file)
        return err_set(err, ERR_INVALID,
                       "TLS needs both a certificate and its key, and %s is alone",
                       cert_file ? cert_file : key_file);
    if ((code = read_pem(&out->cert, "certificate", cert_file, err)) ||
        (code = read_pem(&out->key, "key", key_file, err)) ||
        (code = check_cert(out->cert, cert_file, err)) ||
        (code = check_key(out->key, key_file, err)) ||
        (code = check_pair(out, cert_file, key_file, err)))
        tls_clear(out);
    return code;
}

void tls_clear(struct tls *tls)
{
    wipe(tls->key);
    free(tls->cert);
    *tls = (struct tls){ 0 };
}

void tls_send(struct MHD_Connection *connection, const void *data, size_t bytes)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);

    if (info && info->tls_session)
        (void)gnutls_record_send(info->tls_session, data, bytes);
}
