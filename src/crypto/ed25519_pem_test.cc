#include "crypto/ed25519_pem.h"

#include <gtest/gtest.h>

namespace tipstaff::crypto {
namespace {

// RFC 8410 §10.1.
constexpr std::string_view kExample =
    "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC "
    "KEY-----\n";

TEST(Ed25519Pem, ReadsAndWritesTheExampleOfItsStandard) {
  const auto key = ed25519_from_pem(kExample);
  ASSERT_TRUE(key) << key.error().text();
  EXPECT_EQ(hex(*key), "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1");
  EXPECT_EQ(ed25519_to_pem(*key), kExample);
  EXPECT_EQ(ed25519_fingerprint(*key).size(), 64U);
  EXPECT_TRUE(ed25519_from_pem("\r\n  " + std::string(kExample) + "\r\n"));
}

TEST(Ed25519Pem, RefusesEverythingElse) {
  std::string other(kExample);
  other.replace(other.find("MCow"), 4, "MCox");
  for (const std::string& text :
       {std::string(), std::string("-----BEGIN PUBLIC KEY-----"), other, std::string(kExample.substr(0, 60)),
        std::string("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
                    "-----END PRIVATE KEY-----\n"),
        std::string(kExample) + std::string(kExample)})
    EXPECT_FALSE(ed25519_from_pem(text)) << text;
}

}  // namespace
}  // namespace tipstaff::crypto
