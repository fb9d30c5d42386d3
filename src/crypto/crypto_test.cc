#include <gtest/gtest.h>

#include <thread>

#include "crypto/aead.h"
#include "crypto/box.h"
#include "crypto/hash.h"
#include "crypto/selftest.h"
#include "crypto/sign.h"

namespace tipstaff::crypto {
namespace {

TEST(SelfTest, EveryKnownAnswerHolds) {
  const auto result = self_test();
  EXPECT_TRUE(result) << result.error().text();
}

// FIPS 180-4, the two-block example and the empty message.
TEST(Hash, PartsAreConcatenated) {
  const auto expected = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
  EXPECT_EQ(hex(sha256(as_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))), expected);
  EXPECT_EQ(hex(sha256({as_bytes("abcdbcdecdefdefgefghfghighij"), {}, as_bytes("hijkijkljklmklmnlmnomnopnopq")})),
            expected);
  EXPECT_EQ(hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hash, ThreadsDoNotDisturbEachOther) {
  const Plaintext key = Plaintext::copy_of("Jefe");
  const Hash digest = sha256(as_bytes("abc"));
  const Hash mac = hmac_sha256(key, as_bytes("abc"));
  EXPECT_EQ(HmacSha256(key).of(as_bytes("abc")), mac);  // OpenSSL's and libsodium's
  const auto work = [&] {
    for (int i = 0; i < 2000; ++i) {
      EXPECT_EQ(sha256(as_bytes("abc")), digest);
      EXPECT_EQ(hmac_sha256(key, as_bytes("abc")), mac);
    }
  };
  std::thread one(work);
  std::thread two(work);
  one.join();
  two.join();
}

// RFC 4231 §4.7: a key longer than a block; and one call's key does not leak into the next.
// The reference implementation's first vectors of 128 bits.
TEST(Hash, ShortHashGivesTheReferencesAnswers) {
  Plaintext key(16);
  for (std::size_t i = 0; i < 16; ++i) key.writable()[i] = static_cast<std::uint8_t>(i);
  const ShortHash hash(key);
  EXPECT_EQ(hex(hash.of({})), "a3817f04ba25a8e66df67214c7550293");
  EXPECT_EQ(hex(hash.of(Bytes{0})), "da87c1d86b99af44347659119b22fc45");
  EXPECT_THROW(ShortHash(Plaintext(32)), std::exception);
  EXPECT_THROW(ShortHash().of({}), std::exception);
}

TEST(Hash, HmacTakesAnyKey) {
  const Plaintext large = Plaintext::copy_of(Bytes(131, 0xaa));
  EXPECT_EQ(hex(hmac_sha256(large, as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_NE(hmac_sha256(Plaintext::copy_of("a"), as_bytes("m")), hmac_sha256(Plaintext::copy_of("b"), as_bytes("m")));
  EXPECT_THROW(hmac_sha256(Plaintext(), as_bytes("m")), std::logic_error);
}

TEST(Hash, DerivedKeysDifferByUse) {
  const Plaintext root = Plaintext::copy_of(Bytes(32, 7));
  const Plaintext a = derive_key(root, "tipstaff test a v1");
  EXPECT_EQ(a.size(), 32U);
  EXPECT_FALSE(equal_secret(a.reveal(), derive_key(root, "tipstaff test b v1").reveal()));
  EXPECT_TRUE(equal_secret(a.reveal(), derive_key(root, "tipstaff test a v1").reveal()));
}

TEST(Aead, EveryBitAndThePlaceCount) {
  SystemRandom random;
  const Plaintext key = new_key(random);
  Bytes sealed = seal(key, as_bytes("person 7"), as_bytes("Okonkwo"), random);
  EXPECT_EQ(sealed.size(), 7 + kSealOverheadBytes);
  EXPECT_EQ(open(key, as_bytes("person 7"), sealed)->reveal_text(), "Okonkwo");
  EXPECT_EQ(open(key, as_bytes("person 8"), sealed).error().code(), Code::kTampered);
  EXPECT_FALSE(open(new_key(random), as_bytes("person 7"), sealed));
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    sealed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_FALSE(open(key, as_bytes("person 7"), sealed)) << bit;
    sealed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
  }
  for (std::size_t size = 0; size < sealed.size(); ++size)
    EXPECT_FALSE(open(key, as_bytes("person 7"), ByteView(sealed).first(size))) << size;
  EXPECT_NE(seal(key, {}, as_bytes("x"), random), seal(key, {}, as_bytes("x"), random));
  EXPECT_EQ(open(key, {}, seal(key, {}, {}, random))->size(), 0U);
  EXPECT_THROW(seal(Plaintext(16), {}, {}, random), std::logic_error);
}

TEST(Box, OpensOnlyForItsKey) {
  SystemRandom random;
  const BoxKey mine = new_box_key(random);
  const BoxKey other = new_box_key(random);
  Bytes box = *box_seal(mine.public_key, as_bytes("key"));
  EXPECT_EQ(box.size(), 3U + 48U);
  EXPECT_EQ(box_open(mine, box)->reveal_text(), "key");
  EXPECT_EQ(box_open(other, box).error().code(), Code::kTampered);
  for (std::size_t at = 0; at < box.size(); ++at) {
    box[at] ^= 0x40;
    EXPECT_FALSE(box_open(mine, box)) << at;
    box[at] ^= 0x40;
    EXPECT_FALSE(box_open(mine, ByteView(box).first(at)));
  }
  EXPECT_EQ(box_seal(Bytes(32, 0), as_bytes("key")).error().code(), Code::kInvalid);
  EXPECT_EQ(box_seal(Bytes(31, 9), as_bytes("key")).error().code(), Code::kInvalid);
  EXPECT_FALSE(box_key_from_secret(Plaintext(31)));
}

TEST(Sign, Ed25519RefusesEveryFlippedBit) {
  SystemRandom random;
  const Ed25519Key key = new_ed25519_key(random);
  auto signature = ed25519_sign(key, as_bytes("receipt"));
  EXPECT_TRUE(ed25519_verify(key.public_key, as_bytes("receipt"), signature));
  EXPECT_FALSE(ed25519_verify(key.public_key, as_bytes("receipts"), signature));
  EXPECT_FALSE(ed25519_verify(ByteView(key.public_key).first(31), as_bytes("receipt"), signature));
  EXPECT_FALSE(ed25519_verify(key.public_key, as_bytes("receipt"), ByteView(signature).first(63)));
  EXPECT_FALSE(ed25519_verify(new_ed25519_key(random).public_key, as_bytes("receipt"), signature));
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    signature[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_FALSE(ed25519_verify(key.public_key, as_bytes("receipt"), signature)) << bit;
    signature[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
  }
  EXPECT_FALSE(ed25519_from_seed(Plaintext(31)));
}

TEST(Sign, Es256SignsAndVerifies) {
  const Es256Key key = *new_es256_key();
  EXPECT_EQ(key.public_key.size(), 65U);
  Bytes signature = *es256_sign(key, as_bytes("stamp"));
  EXPECT_EQ(signature.size(), 64U);
  EXPECT_TRUE(es256_verify(key.public_key, as_bytes("stamp"), signature));
  EXPECT_FALSE(es256_verify(key.public_key, as_bytes("stomp"), signature));
  EXPECT_FALSE(es256_verify(new_es256_key()->public_key, as_bytes("stamp"), signature));
  for (std::size_t at = 0; at < signature.size(); ++at) {
    signature[at] ^= 1;
    EXPECT_FALSE(es256_verify(key.public_key, as_bytes("stamp"), signature)) << at;
    signature[at] ^= 1;
  }
  EXPECT_FALSE(es256_verify(key.public_key, as_bytes("stamp"), Bytes(64, 0)));
  Bytes off_the_curve = key.public_key;
  off_the_curve[64] ^= 1;
  EXPECT_FALSE(es256_verify(off_the_curve, as_bytes("stamp"), signature));
  EXPECT_FALSE(es256_verify({}, as_bytes("stamp"), signature));
  EXPECT_FALSE(es256_sign({Plaintext(32), off_the_curve}, as_bytes("stamp")));
}

}  // namespace
}  // namespace tipstaff::crypto
