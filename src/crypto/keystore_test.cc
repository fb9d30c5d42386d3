#include "crypto/keystore.h"

#include <gtest/gtest.h>

#include <thread>

#include "crypto/hash.h"
#include "crypto/sign.h"
#include "crypto/test_token.h"
#include "crypto/token.h"
#include "crypto/token_session.h"
#include "crypto/token_signer.h"

namespace tipstaff::crypto {
namespace {

namespace fs = std::filesystem;

constexpr ArgonCost kCheap{1, 8192};

class KeyStore : public ::testing::Test {
 protected:
  bool same(const Plaintext& a, const Plaintext& b) { return equal_secret(a.reveal(), b.reveal()); }
  fs::path share(int number) const { return folder_.path() / ("root.share" + std::to_string(number)); }
  RootSecrets shares(std::initializer_list<int> numbers) const {
    RootSecrets out;
    for (const int n : numbers) out.share_files.push_back(share(n));
    return out;
  }
  static RootSecrets words(const char* text) { return {Plaintext::copy_of(std::string_view(text)), {}}; }
  static void put(const fs::path& path, ByteView content) {  // without waiting for the disk
    std::ofstream(path, std::ios::binary) << as_text(content);
  }
  // An attacker who knows the format repairs the checksum after his change.
  void alter(const fs::path& path, std::size_t at, bool repair) {
    Bytes content = *files_.read(path);
    content[at] ^= 1;
    if (repair) {
      const Hash sum = sha256(ByteView(content).first(content.size() - 32));
      std::copy(sum.begin(), sum.end(), content.end() - 32);
    }
    put(path, content);
  }

  test::TemporaryFolder folder_;
  SystemFiles files_;
  SystemRandom random_;
  fs::path file_ = folder_.path() / "root";
};

TEST_F(KeyStore, APassphraseOpensItAndNoOther) {
  const auto made = create_root_with_passphrase(files_, random_, file_, Plaintext::copy_of("correct horse"), kCheap);
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_EQ(*root_kind(files_, file_), RootKind::kPassphrase);
  EXPECT_EQ(fs::status(file_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_TRUE(same(*open_root(files_, file_, words("correct horse")), *made));
  EXPECT_EQ(open_root(files_, file_, words("correct horsf")).error().code(), Code::kUnauthorised);
  EXPECT_EQ(open_root(files_, file_, {}).error().code(), Code::kUnauthorised);
  EXPECT_EQ(open_root(files_, folder_.path() / "none", words("x")).error().code(), Code::kNotFound);
  EXPECT_EQ(create_root_with_passphrase(files_, random_, file_, Plaintext::copy_of("x"), kCheap).error().code(),
            Code::kRefused);
  EXPECT_TRUE(same(*open_root(files_, file_, words("correct horse")), *made));

  ASSERT_TRUE(
      change_passphrase(files_, random_, file_, words("correct horse"), Plaintext::copy_of("battery staple"), kCheap));
  EXPECT_FALSE(open_root(files_, file_, words("correct horse")));
  EXPECT_TRUE(same(*open_root(files_, file_, words("battery staple")), *made));
  EXPECT_EQ(change_passphrase(files_, random_, file_, words("no"), Plaintext::copy_of("y"), kCheap).error().code(),
            Code::kUnauthorised);
}

TEST_F(KeyStore, EveryAlteredByteIsNoticed) {
  ASSERT_TRUE(create_root_with_passphrase(files_, random_, file_, Plaintext::copy_of("p"), kCheap));
  const std::size_t size = files_.read(file_)->size();
  const Bytes good = *files_.read(file_);
  for (std::size_t at = 0; at < size; ++at) {
    alter(file_, at, false);
    EXPECT_EQ(open_root(files_, file_, words("p")).error().code(), Code::kTampered) << at;
    alter(file_, at, true);  // the right byte, the right sum
    ASSERT_EQ(*files_.read(file_), good);
    if (at + 32 >= size) continue;
    alter(file_, at, true);
    EXPECT_FALSE(open_root(files_, file_, words("p"))) << at;
    put(file_, good);
  }
  for (std::size_t cut = 0; cut < size; ++cut) {
    put(file_, ByteView(good).first(cut));
    EXPECT_EQ(open_root(files_, file_, words("p")).error().code(), Code::kTampered) << cut;
  }
}

TEST_F(KeyStore, AnyThreeOfFiveShares) {
  const auto made = create_root_with_quorum(files_, random_, file_, folder_.path());
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_EQ(*root_kind(files_, file_), RootKind::kQuorum);
  int triples = 0;
  for (int a = 1; a <= 5; ++a) {
    EXPECT_EQ(open_root(files_, file_, shares({a})).error().code(), Code::kUnauthorised);
    for (int b = a + 1; b <= 5; ++b) {
      EXPECT_EQ(open_root(files_, file_, shares({a, b})).error().code(), Code::kUnauthorised);
      EXPECT_EQ(open_root(files_, file_, shares({a, b, b})).error().code(), Code::kUnauthorised);
      for (int c = b + 1; c <= 5; ++c, ++triples)
        EXPECT_TRUE(same(*open_root(files_, file_, shares({c, a, b})), *made));
    }
  }
  EXPECT_EQ(triples, 10);
  EXPECT_TRUE(same(*open_root(files_, file_, shares({1, 2, 3, 4, 5})), *made));
  EXPECT_EQ(open_root(files_, file_, words("p")).error().code(), Code::kUnauthorised);
  EXPECT_EQ(
      change_passphrase(files_, random_, file_, shares({1, 2, 3}), Plaintext::copy_of("p"), kCheap).error().code(),
      Code::kRefused);
  EXPECT_EQ(create_root_with_quorum(files_, random_, file_, folder_.path()).error().code(), Code::kRefused);
  EXPECT_TRUE(same(*open_root(files_, file_, shares({2, 3, 5})), *made));
}

TEST_F(KeyStore, AWrongShareIsNamedAndAltersNothing) {
  const auto made = create_root_with_quorum(files_, random_, file_, folder_.path());
  ASSERT_TRUE(made);
  test::TemporaryFolder other;
  ASSERT_TRUE(create_root_with_quorum(files_, random_, other.path() / "root", other.path()));
  RootSecrets mixed = shares({1, 2});
  mixed.share_files.push_back(other.path() / "root.share3");
  const auto refused = open_root(files_, file_, mixed);
  EXPECT_EQ(refused.error().code(), Code::kUnauthorised);
  EXPECT_NE(refused.error().message().find("another root key"), std::string::npos);

  const std::size_t size = files_.read(share(3))->size();
  alter(share(3), size - 40, false);
  EXPECT_EQ(open_root(files_, file_, shares({1, 2, 3})).error().code(), Code::kTampered);
  alter(share(3), size - 40, true);
  alter(share(3), size - 40, true);  // a changed secret under a sum that fits
  EXPECT_EQ(open_root(files_, file_, shares({1, 2, 3})).error().code(), Code::kUnauthorised);
  EXPECT_TRUE(same(*open_root(files_, file_, shares({1, 2, 3, 4})), *made));  // the good three do
  EXPECT_EQ(open_root(files_, file_, shares({1, 2, 9})).error().code(), Code::kNotFound);
}

TEST_F(KeyStore, EveryAlteredByteOfAQuorumFileIsNoticed) {
  ASSERT_TRUE(create_root_with_quorum(files_, random_, file_, folder_.path()));
  const Bytes good = *files_.read(file_);
  int harmless = 0;
  for (std::size_t at = 0; at + 32 < good.size(); ++at) {
    alter(file_, at, true);
    for (const auto& three : {shares({1, 2, 3}), shares({3, 4, 5})})
      harmless += open_root(files_, file_, three).has_value();
    put(file_, good);
  }
  // Other triples' wraps are not read: eight of ten for each of the two, 72 bytes each with their heads of two.
  EXPECT_LE(harmless, 2 * 9 * 74);
}

TEST_F(KeyStore, ATokenOpensIt) {
  TIPSTAFF_SOFT_TOKEN(soft);
  const TokenSettings& token = *soft.settings;
  const auto made = create_root_with_token(files_, random_, file_, token, Plaintext::copy_of("123456"));
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_EQ(*root_kind(files_, file_), RootKind::kToken);
  const auto opened = open_root(files_, file_, words("123456"));
  ASSERT_TRUE(opened) << opened.error().text();
  EXPECT_TRUE(same(*opened, *made));
  EXPECT_EQ(open_root(files_, file_, words("111111")).error().code(), Code::kUnauthorised);

  const Bytes good = *files_.read(file_);
  for (std::size_t at = 0; at + 32 < good.size(); at += 7) {
    alter(file_, at, true);
    EXPECT_FALSE(open_root(files_, file_, words("123456"))) << at;
    put(file_, good);
  }
  test::TemporaryFolder other;
  const fs::path second = other.path() / "root";
  EXPECT_EQ(create_root_with_token(files_, random_, second, {token.module, "absent"}, Plaintext::copy_of("1234"))
                .error()
                .code(),
            Code::kUnavailable);
  EXPECT_EQ(create_root_with_token(files_, random_, second, {"/none.so", "tipstaff test"}, Plaintext::copy_of("1234"))
                .error()
                .code(),
            Code::kUnavailable);
  // Another root key in the same token has a key of its own.
  const auto another = create_root_with_token(files_, random_, second, token, Plaintext::copy_of("123456"));
  ASSERT_TRUE(another);
  EXPECT_TRUE(same(*open_root(files_, second, words("123456")), *another));
  EXPECT_TRUE(same(*open_root(files_, file_, words("123456")), *made));
}

TEST_F(KeyStore, ATokenSignsWithAKeyThatItKeeps) {
  TIPSTAFF_SOFT_TOKEN(soft);
  const Bytes id(16, 7), other(16, 8), message{1, 2, 3};
  EXPECT_EQ(TokenSigner(*soft.settings, Plaintext::copy_of("111111")).make_es256(Bytes(16, 9)).error().code(),
            Code::kUnauthorised);
  TokenSigner signer(*soft.settings, Plaintext::copy_of("123456"));
  EXPECT_EQ(signer.sign_es256(id, message).error().code(), Code::kNotFound);
  const auto point = signer.make_es256(id);
  ASSERT_TRUE(point) << point.error().text();
  const auto signature = signer.sign_es256(id, message);
  ASSERT_TRUE(signature) << signature.error().text();
  EXPECT_TRUE(es256_verify(*point, message, *signature));
  EXPECT_FALSE(es256_verify(*signer.make_es256(other), message, *signature));

  std::vector<std::jthread> many;
  std::atomic<int> good = 0;
  for (std::uint8_t i = 0; i < 4; ++i)
    many.emplace_back([&, i] {
      for (std::uint8_t j = 0; j < 20; ++j) {
        const Bytes text{i, j};
        const auto one = signer.sign_es256(id, text);
        good += one && es256_verify(*point, text, *one);
      }
    });
  many.clear();
  EXPECT_EQ(good, 80);
  {
    const auto session = TokenSession::log_in(*soft.settings, Plaintext::copy_of("123456"));
    ASSERT_TRUE(session);
    EXPECT_FALSE((*session)->reveals(*(*session)->find(CKO_PRIVATE_KEY, id)));
  }
  signer.destroy(other);
  EXPECT_EQ(signer.sign_es256(other, message).error().code(), Code::kNotFound);
}

TEST_F(KeyStore, ATokenThatWasPulledOutSignsAgainWhenItIsBack) {
  TIPSTAFF_SOFT_TOKEN(soft);
  const Bytes id(16, 7), message{1, 2, 3};
  TokenSigner signer(*soft.settings, Plaintext::copy_of("123456"));
  const auto point = signer.make_es256(id);
  ASSERT_TRUE(point);
  soft.pull_out();
  const auto refused = signer.sign_es256(id, message);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Code::kUnavailable) << refused.error().text();
  soft.put_back();
  const auto signature = signer.sign_es256(id, message);
  ASSERT_TRUE(signature) << signature.error().text();
  EXPECT_TRUE(es256_verify(*point, message, *signature));
}

}  // namespace
}  // namespace tipstaff::crypto
