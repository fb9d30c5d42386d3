#include "crypto/age.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/files.h"
#include "crypto/age_format.h"
#include "crypto/hash.h"
#include "test_support.h"

namespace tipstaff::crypto::age {
namespace {

namespace fs = std::filesystem;

Plaintext words(std::string_view text) { return Plaintext::copy_of(text); }

struct Vector {
  std::string expect;
  std::string payload_sha256;
  std::string passphrase;
  std::vector<std::string> identities;
  Bytes file;
};

Bytes inflate_all(ByteView packed) {
  Bytes out(std::size_t{32} << 20);
  uLongf size = out.size();
  EXPECT_EQ(uncompress(out.data(), &size, packed.data(), packed.size()), Z_OK);
  out.resize(size);
  return out;
}

Vector read_vector(const fs::path& path) {
  SystemFiles files;
  const Bytes raw = *files.read(path);
  std::string_view rest = as_text(raw);
  Vector out;
  bool packed = false;
  for (;;) {
    const std::string line(rest.substr(0, rest.find('\n')));
    rest.remove_prefix(line.size() + 1);
    if (line.empty()) break;
    const std::string key = line.substr(0, line.find(": "));
    const std::string value = line.substr(key.size() + 2);
    if (key == "expect") out.expect = value;
    if (key == "payload") out.payload_sha256 = value;
    if (key == "passphrase") out.passphrase = value;
    if (key == "identity") out.identities.push_back(value);
    if (key == "compressed") packed = true;
  }
  out.file = packed ? inflate_all(as_bytes(rest)) : to_bytes(as_bytes(rest));
  return out;
}

Code expected_code(const std::string& expect) {
  if (expect == "no match") return Code::kUnauthorised;
  return expect == "HMAC failure" || expect == "payload failure" ? Code::kTampered : Code::kInvalid;
}

void check_vector(const fs::path& path, int& unsupported) {
  const Vector v = read_vector(path);
  std::vector<Identity> identities;
  bool hybrid = false;
  for (const std::string& text : v.identities) {
    auto identity = parse_identity(words(text));
    if (identity) {
      identities.push_back(std::move(*identity));
      continue;
    }
    hybrid = true;
    EXPECT_EQ(identity.error().code(), Code::kInvalid) << path;
    EXPECT_NE(identity.error().message().find("unsupported"), std::string::npos) << path;
  }
  // A passphrase is tried on what is a passphrase's; as the stock tool does, a lone identity is tried on all.
  const auto result = v.passphrase.empty() || !identities.empty()
                          ? decrypt(v.file, identities)
                          : decrypt_with_passphrase(v.file, words(v.passphrase));
  if (hybrid) {
    ++unsupported;
    // One of them names its recipient in capitals, which makes it just another type that nobody knows.
    EXPECT_EQ(result.error().code(), path.filename() == "hybrid_uppercase" ? Code::kUnauthorised : Code::kInvalid)
        << path;
  } else if (v.expect == "success") {
    ASSERT_TRUE(result) << path << ": " << result.error().text();
    EXPECT_EQ(hex(sha256(result->reveal())), v.payload_sha256) << path;
  } else {
    ASSERT_FALSE(result) << path;
    EXPECT_EQ(result.error().code(), expected_code(v.expect)) << path << ": " << result.error().text();
  }
}

TEST(AgeVectors, All) {
  TIPSTAFF_SHARED_DATA(folder, "vectors/age");
  int seen = 0;
  int unsupported = 0;
  for (const auto& file : fs::directory_iterator(folder)) {
    check_vector(file.path(), unsupported);
    ++seen;
  }
  EXPECT_EQ(seen, 143);
  EXPECT_GT(unsupported, 10);
  EXPECT_LT(unsupported, 25);
}

TEST(Age, KeysAreTextAndBack) {
  // A pair of the stock tool's documentation and tests.
  const auto identity =
      parse_identity(words("AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0"));
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->text().reveal_text(),
            "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0");
  EXPECT_EQ(parse_recipient(identity->recipient.text())->public_key, identity->recipient.public_key);
  const std::string good = identity->recipient.text();
  EXPECT_EQ(good.substr(0, 4), "age1");
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = bad[at] == 'q' ? 'p' : 'q';
    EXPECT_FALSE(parse_recipient(bad)) << at;
    EXPECT_FALSE(parse_recipient(good.substr(0, at)));
  }
  std::string mixed = good;
  mixed[0] = 'A';
  EXPECT_FALSE(parse_recipient(mixed));
  EXPECT_FALSE(parse_recipient(identity->text().reveal_text()));
  EXPECT_NE(parse_recipient("age1pq1abc").error().message().find("unsupported"), std::string::npos);
}

RC_GTEST_PROP(Age, Bech32RoundTrips, ()) {
  const auto data = *rc::gen::arbitrary<std::vector<std::uint8_t>>();
  if (data.size() > 200) return;
  const Plaintext text = bech32_encode("age", data);
  const auto back = bech32_decode("age", text.reveal_text());
  RC_ASSERT(back.has_value());
  RC_ASSERT(to_bytes(back->reveal()) == data);
}

TEST(Age, Base64HasAsciiOnly) {
  for (int c = 128; c < 256; ++c)
    EXPECT_FALSE(from_unpadded("AAAA" + std::string(1, static_cast<char>(c)) + "AAA")) << c;
}

TEST(Age, RoundTripsAtEveryChunkEdge) {
  SystemRandom random;
  std::vector<Identity> mine, other;
  mine.push_back(new_identity(random));
  other.push_back(new_identity(random));
  const Recipient both[] = {other[0].recipient, mine[0].recipient};
  for (const std::size_t size : {0U, 1U, 47U, 48U, 65535U, 65536U, 65537U, 131072U, 200000U}) {
    const Bytes content(size, 0x5a);
    for (const Form form : {Form::kBinary, Form::kArmoured}) {
      const Bytes file = *encrypt(both, content, random, form);
      EXPECT_EQ(is_armoured(file), form == Form::kArmoured);
      const auto opened = decrypt(file, mine);
      ASSERT_TRUE(opened) << size << opened.error().text();
      EXPECT_EQ(to_bytes(opened->reveal()), content);
      EXPECT_TRUE(decrypt(file, other));
    }
  }
  const Bytes file = *encrypt(std::span(both).first(1), as_bytes("x"), random);
  EXPECT_EQ(decrypt(file, mine).error().code(), Code::kUnauthorised);
  EXPECT_FALSE(encrypt({}, as_bytes("x"), random));
  const Recipient zero[] = {Recipient{}};
  EXPECT_EQ(encrypt(zero, as_bytes("x"), random).error().code(), Code::kInvalid);
}

TEST(Age, NoAlteredOrCutFileOpens) {
  SystemRandom random;
  std::vector<Identity> mine;
  mine.push_back(new_identity(random));
  Bytes file = *encrypt(std::vector{mine[0].recipient}, as_bytes("a batch of cards"), random);
  for (std::size_t at = 0; at < file.size(); ++at) {
    EXPECT_FALSE(decrypt(ByteView(file).first(at), mine)) << at;
    file[at] ^= 1;
    EXPECT_FALSE(decrypt(file, mine)) << at;
    file[at] ^= 1;
  }
  file.push_back(0);
  EXPECT_EQ(decrypt(file, mine).error().code(), Code::kTampered);
}

TEST(Age, APassphraseOpensIt) {
  SystemRandom random;
  const Bytes file = *encrypt_with_passphrase(words("open sesame"), as_bytes("cards"), random, Form::kArmoured, 4);
  EXPECT_EQ(decrypt_with_passphrase(file, words("open sesame"))->reveal_text(), "cards");
  EXPECT_EQ(decrypt_with_passphrase(file, words("open")).error().code(), Code::kUnauthorised);
  EXPECT_FALSE(encrypt_with_passphrase(words("x"), {}, random, Form::kBinary, 21));
  EXPECT_FALSE(encrypt_with_passphrase({}, {}, random));
}

bool shell(const std::string& command) { return std::system((command + " 2>/dev/null").c_str()) == 0; }

TEST(Age, TheStockToolAgrees) {
  if (!shell("age --version >/dev/null")) GTEST_SKIP() << "skipped: the age program is not installed";
  test::TemporaryFolder folder;
  SystemRandom random;
  SystemFiles files;
  const auto path = [&](const char* name) { return (folder.path() / name).string(); };
  std::vector<Identity> mine;
  mine.push_back(new_identity(random));
  ASSERT_TRUE(files.replace(path("key"), mine[0].text().reveal()));
  const Bytes content = random.bytes(150000);
  ASSERT_TRUE(files.replace(path("plain"), content));
  for (const Form form : {Form::kBinary, Form::kArmoured}) {
    ASSERT_TRUE(files.replace(path("ours.age"), *encrypt(std::vector{mine[0].recipient}, content, random, form)));
    ASSERT_TRUE(shell("age -d -i " + path("key") + " -o " + path("opened") + " " + path("ours.age")));
    EXPECT_EQ(*files.read(path("opened")), content);
    const std::string armoured = form == Form::kArmoured ? "-a " : "";
    ASSERT_TRUE(shell("age " + armoured + "-r " + mine[0].recipient.text() + " -o " + path("theirs.age") + " " +
                      path("plain")));
    const auto opened = decrypt(*files.read(path("theirs.age")), mine);
    ASSERT_TRUE(opened) << opened.error().text();
    EXPECT_EQ(to_bytes(opened->reveal()), content);
  }
  ASSERT_TRUE(shell("age-keygen -o " + path("theirs.key")));
  const Bytes text = *files.read(path("theirs.key"));
  const std::string_view lines = as_text(text);
  const std::size_t at = lines.find("AGE-SECRET-KEY-1");
  EXPECT_TRUE(parse_identity(words(lines.substr(at))));
}

}  // namespace
}  // namespace tipstaff::crypto::age
