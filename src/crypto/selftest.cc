#include "crypto/selftest.h"

#include <sodium.h>

#include <algorithm>

#include "base/random.h"
#include "crypto/aead.h"
#include "crypto/box.h"
#include "crypto/hash.h"
#include "crypto/sign.h"

namespace tipstaff::crypto {
namespace {

bool is(ByteView value, std::string_view expected_hex) { return hex(value) == expected_hex; }

Bytes octets(std::string_view text) { return from_hex(text).value_or(Bytes{}); }

Plaintext secret(std::string_view text) { return Plaintext::copy_of(octets(text)); }

// A generator that gives what it was told, so that a nonce can be a vector's.
class Fixed : public Random {
 public:
  explicit Fixed(Bytes given) : given_(std::move(given)) {}
  void fill(std::span<std::uint8_t> out) override {
    std::copy_n(given_.begin(), std::min(out.size(), given_.size()), out.begin());
  }

 private:
  Bytes given_;
};

// FIPS 180-4, the example "abc".
bool sha256_holds() {
  return is(sha256(as_bytes("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// RFC 4231 §4.3.
bool hmac_holds() {
  return is(hmac_sha256(Plaintext::copy_of("Jefe"), as_bytes("what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

// RFC 5869 appendix A.1 and A.3.
bool hkdf_holds() {
  const Bytes input(22, 0x0b);
  const Bytes info = octets("f0f1f2f3f4f5f6f7f8f9");
  return is(hkdf_sha256(input, octets("000102030405060708090a0b0c"), as_text(info), 42).reveal(),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865") &&
         is(hkdf_sha256(input, {}, "", 42).reveal(),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

// Computed with another implementation of RFC 7693 (Python's hashlib).
bool blake2b_holds() {
  return is(blake2b_keyed(secret("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
                          {as_bytes("a"), as_bytes("bc")}),
            "d63a32d3e44738d7907f964316c241adaba0abfeabc32349677578a15a203f7f");
}

// draft-irtf-cfrg-xchacha-03 appendix A.3.1.
bool aead_holds() {
  const Plaintext key = secret("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
  const Bytes additional = octets("50515253c0c1c2c3c4c5c6c7");
  const std::string_view text =
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be "
      "it.";
  Fixed nonce(octets("404142434445464748494a4b4c4d4e4f5051525354555657"));
  Bytes sealed = seal(key, additional, as_bytes(text), nonce);
  const auto opened = open(key, additional, sealed);
  const bool same = opened && opened->reveal_text() == text;
  const bool known = is(
      ByteView(sealed).subspan(24),
      "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c21"
      "6cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b"
      "13b52ec0875924c1c7987947deafd8780acf49");
  sealed.back() ^= 1;
  return same && known && !open(key, additional, sealed);
}

// RFC 7748 §6.1, Bob's pair; then a round trip, because each box draws a key of its own.
bool box_holds() {
  const auto key = box_key_from_secret(secret("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
  if (!key || !is(key->public_key, "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")) return false;
  auto box = box_seal(key->public_key, as_bytes("item key"));
  if (!box) return false;
  const auto opened = box_open(*key, *box);
  const bool same = opened && opened->reveal_text() == "item key";
  box->back() ^= 1;
  return same && !box_open(*key, *box);
}

// RFC 8032 §7.1, test 2.
bool ed25519_holds() {
  const auto key = ed25519_from_seed(secret("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  const Bytes message = {0x72};
  if (!key || !is(key->public_key, "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")) return false;
  auto signature = ed25519_sign(*key, message);
  const bool known = is(signature,
                        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  const bool good = ed25519_verify(key->public_key, message, signature);
  signature[0] ^= 1;
  return known && good && !ed25519_verify(key->public_key, message, signature);
}

// RFC 6979 appendix A.2.5, P-256 with SHA-256, message "sample". Ours sign with a random k, so the vector checks the
// verifier and the verifier checks the signer.
bool es256_holds() {
  const Es256Key key{secret("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"),
                     octets("0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                            "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299")};
  Bytes signature = octets(
      "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
      "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
  const ByteView message = as_bytes("sample");
  const auto ours = es256_sign(key, message);
  const bool good =
      es256_verify(key.public_key, message, signature) && ours && es256_verify(key.public_key, message, *ours);
  signature[40] ^= 1;
  return good && !es256_verify(key.public_key, message, signature);
}

// Argon2id v1.3 (RFC 9106), one lane, one pass, 64 KiB; computed with another implementation (OpenSSL 3.2).
bool argon2_holds() {
  Hash out;
  const std::string_view word = "password";
  return crypto_pwhash(out.data(), out.size(), word.data(), word.size(), as_bytes("somesaltsomesalt").data(), 1,
                       std::size_t{64} << 10, crypto_pwhash_ALG_ARGON2ID13) == 0 &&
         is(out, "e793d64ef75d58f503d4631b2b149f7f80127c5f3993d89b1c9b781e51d0b413");
}

}  // namespace

Result<void> self_test() {
  if (sodium_init() < 0) return fail(Code::kUnavailable, "libsodium does not start; this machine cannot run tipstaff");
  struct Check {
    const char* name;
    bool (*holds)();
  };
  static constexpr Check kChecks[] = {
      {"SHA-256", sha256_holds},          {"HMAC", hmac_holds},          {"HKDF", hkdf_holds},
      {"BLAKE2b", blake2b_holds},         {"Ed25519", ed25519_holds},    {"ES256", es256_holds},
      {"XChaCha20-Poly1305", aead_holds}, {"the X25519 box", box_holds}, {"Argon2id", argon2_holds}};
  for (const Check& check : kChecks) {
    if (!check.holds())
      return fail(Code::kUnavailable, std::string(check.name) +
                                          " gives a wrong answer on this machine, so nothing was opened; reinstall "
                                          "libsodium and OpenSSL from your distribution");
  }
  return {};
}

}  // namespace tipstaff::crypto
