#include "http/authority.h"

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include "base/random.h"
#include "press/identity.h"
#include "press/openssl.h"

namespace tipstaff::http {
namespace {

const Instant kNow = *parse_instant("2026-11-22T09:30:00Z");

Bytes press_request() {
  SystemRandom random;
  return *press::tls_request(*press::new_identity(random));
}

bool chains(const Authority& authority, ByteView certificate, Instant at, int purpose) {
  const auto leaf = press::certificate_from_der(certificate);
  const auto root = press::certificate_from_der(authority.certificate());
  X509_STORE* store = X509_STORE_new();
  X509_STORE_add_cert(store, root->get());
  X509_STORE_CTX* context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, store, leaf->get(), nullptr);
  X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(context), static_cast<time_t>(at.micros / 1'000'000));
  X509_STORE_CTX_set_purpose(context, purpose);
  X509_VERIFY_PARAM_set_flags(X509_STORE_CTX_get0_param(context), X509_V_FLAG_X509_STRICT);
  const bool fine = X509_verify_cert(context) == 1;
  X509_STORE_CTX_free(context);
  X509_STORE_free(store);
  return fine;
}

TEST(Authority, CertifiesAPressForNinetyDaysAsAClientOnly) {
  const Authority authority = *Authority::create("Northshire Police", kNow);
  const Bytes certificate = *authority.sign_press(press_request(), "press-one", kNow);
  EXPECT_TRUE(chains(authority, certificate, kNow, X509_PURPOSE_SSL_CLIENT));
  EXPECT_FALSE(chains(authority, certificate, kNow, X509_PURPOSE_SSL_SERVER));
  EXPECT_TRUE(chains(authority, certificate, kNow + std::chrono::days(89), X509_PURPOSE_SSL_CLIENT));
  EXPECT_FALSE(chains(authority, certificate, kNow + std::chrono::days(91), X509_PURPOSE_SSL_CLIENT));
  EXPECT_EQ(*certificate_ends(certificate), kNow + kPressCertificateLife);
}

TEST(Authority, TakesOnlyTheKeyFromARequest) {
  const Authority authority = *Authority::create("Northshire Police", kNow);
  const Bytes request = press_request();
  const Bytes first = *authority.sign_press(request, "press-one", kNow);
  const Bytes second = *authority.sign_press(request, "press-one", kNow);
  EXPECT_NE(certificate_id(first), certificate_id(second));  // serials differ
  const auto parsed = press::certificate_from_der(first);
  std::array<char, 128> name{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(parsed->get()), NID_commonName, name.data(), name.size());
  EXPECT_STREQ(name.data(), "press-one");
}

TEST(Authority, RefusesRequestsThatAreNotSignedByTheirKey) {
  const Authority authority = *Authority::create("Northshire Police", kNow);
  Bytes request = press_request();
  EXPECT_FALSE(authority.sign_press({}, "p", kNow));
  EXPECT_FALSE(authority.sign_press(request, "", kNow));
  EXPECT_FALSE(authority.sign_press(request, "a\nb", kNow));
  EXPECT_FALSE(authority.sign_press(Bytes(5000, 0x30), "p", kNow));
  Bytes longer = request;
  longer.push_back(0);
  EXPECT_FALSE(authority.sign_press(longer, "p", kNow));
  for (std::size_t i = 0; i < request.size(); i += 7) {
    Bytes bent = request;
    bent[i] ^= 1;
    const auto signed_anyway = authority.sign_press(bent, "p", kNow);
    EXPECT_FALSE(signed_anyway) << "byte " << i;
  }
}

TEST(Authority, OpensFromItsStoredPartsAndKeepsItsPin) {
  const Authority authority = *Authority::create("Northshire Police", kNow);
  const auto again = Authority::open(authority.key(), authority.certificate());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->pin(), authority.pin());
  EXPECT_EQ(from_base64url(again->pin())->size(), 32U);
  const Authority other = *Authority::create("Northshire Police", kNow);
  EXPECT_NE(other.pin(), authority.pin());
  EXPECT_EQ(Authority::open(other.key(), authority.certificate()).error().code(), Code::kTampered);
  EXPECT_FALSE(chains(other, *authority.sign_press(press_request(), "p", kNow), kNow, X509_PURPOSE_SSL_CLIENT));
}

TEST(Authority, CertifiesServersByNameAndAddress) {
  const Authority authority = *Authority::create("Northshire Police", kNow);
  const std::vector<std::string> names = {"office.example", "127.0.0.1", "::1"};
  const auto server = authority.issue_server(names, kNow);
  ASSERT_TRUE(server);
  EXPECT_TRUE(chains(authority, server->certificate, kNow, X509_PURPOSE_SSL_SERVER));
  EXPECT_FALSE(chains(authority, server->certificate, kNow, X509_PURPOSE_SSL_CLIENT));
  const auto parsed = press::certificate_from_der(server->certificate);
  EXPECT_EQ(X509_check_host(parsed->get(), "office.example", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(parsed->get(), "::1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(parsed->get(), "127.0.0.2", 0), 0);
  for (const char* bad : {"", "a b", "x,IP:1.2.3.4", "-x", "dirName:foo"}) {
    const std::vector<std::string> one = {bad};
    EXPECT_FALSE(authority.issue_server(one, kNow)) << bad;
  }
  EXPECT_FALSE(authority.issue_server({}, kNow));
}

}  // namespace
}  // namespace tipstaff::http
