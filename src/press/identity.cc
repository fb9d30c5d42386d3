#include "press/identity.h"

#include <openssl/err.h>

#include "base/cbor.h"
#include "press/openssl.h"

namespace tipstaff::press {
namespace {

constexpr std::uint64_t kVersion = 1;

// The head of a CBOR byte string; its content goes to locked memory, never through the writer's ordinary buffer.
Bytes bytes_head(std::size_t length) {
  const Bytes zeros(length);
  Bytes head = cbor::Writer().bytes(zeros).take();
  head.resize(head.size() - length);
  return head;
}

Plaintext joined(ByteView open, std::initializer_list<const Plaintext*> secrets) {
  std::size_t size = open.size();
  for (const Plaintext* s : secrets) size += bytes_head(s->size()).size() + s->size();
  Plaintext out(size);
  std::uint8_t* at = std::ranges::copy(open, out.writable().data()).out;
  for (const Plaintext* s : secrets) {
    at = std::ranges::copy(bytes_head(s->size()), at).out;
    at = std::ranges::copy(s->reveal(), at).out;
  }
  return out;
}

Result<Identity> parse(ByteView raw) {
  cbor::Reader r(raw);
  TRY_ASSIGN(const std::size_t count, r.array());
  TRY_ASSIGN(const std::uint64_t version, r.uint());
  if (count != 11 || version != kVersion) return fail(Code::kTampered, "its version is not known here");
  Identity out;
  TRY_ASSIGN(out.url, r.text());
  TRY_ASSIGN(const ByteView pin, r.bytes());
  TRY_ASSIGN(const ByteView authority, r.bytes());
  TRY_ASSIGN(out.press, r.text());
  TRY_ASSIGN(const ByteView certificate, r.bytes());
  TRY_ASSIGN(out.code_id, r.text());
  TRY_ASSIGN(const ByteView mac, r.bytes());
  TRY_ASSIGN(const ByteView tls, r.bytes());
  TRY_ASSIGN(const ByteView box, r.bytes());
  TRY_ASSIGN(const ByteView seed, r.bytes());
  TRY(r.expect_end());
  out.pin = to_bytes(pin);
  out.authority = to_bytes(authority);
  out.certificate = to_bytes(certificate);
  out.enrolment_mac = to_bytes(mac);
  out.tls_key = Plaintext::copy_of(tls);
  TRY(private_key_from_der(out.tls_key));
  TRY_ASSIGN(out.box, crypto::box_key_from_secret(Plaintext::copy_of(box)));
  TRY_ASSIGN(out.receipts, crypto::ed25519_from_seed(Plaintext::copy_of(seed)));
  return out;
}

}  // namespace

Result<Identity> new_identity(Random& random) {
  Identity out;
  out.tls_key = private_key_der(new_p256_key().get());
  out.box = crypto::new_box_key(random);
  out.receipts = crypto::new_ed25519_key(random);
  return out;
}

Result<Bytes> tls_request(const Identity& identity) {
  TRY_ASSIGN(const PkeyPtr key, private_key_from_der(identity.tls_key));
  const X509ReqPtr request(X509_REQ_new());
  static constexpr std::string_view kSubject = "tipstaff press";
  ensure(request && X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1 &&
             X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(request.get()), "CN", MBSTRING_UTF8,
                                        reinterpret_cast<const unsigned char*>(kSubject.data()),
                                        static_cast<int>(kSubject.size()), -1, 0) == 1 &&
             X509_REQ_set_pubkey(request.get(), key.get()) == 1 &&
             X509_REQ_sign(request.get(), key.get(), EVP_sha256()) > 0,
         "making a certificate request");
  const int length = i2d_X509_REQ(request.get(), nullptr);
  ensure(length > 0, "encoding a certificate request");
  Bytes out(static_cast<std::size_t>(length));
  unsigned char* at = out.data();
  i2d_X509_REQ(request.get(), &at);
  return out;
}

Result<void> save_identity(Files& files, const std::filesystem::path& file, const Identity& identity) {
  cbor::Writer w;
  w.array(11).uint(kVersion).text(identity.url).bytes(identity.pin).bytes(identity.authority).text(identity.press);
  w.bytes(identity.certificate).text(identity.code_id).bytes(identity.enrolment_mac);
  const Plaintext whole = joined(w.view(), {&identity.tls_key, &identity.box.secret, &identity.receipts.seed});
  return files.replace(file, whole.reveal(), 0600);
}

Result<Identity> load_identity(const std::filesystem::path& file) {
  TRY_ASSIGN(const Plaintext raw, read_secret_file(file));
  auto parsed = parse(raw.reveal());
  if (!parsed)
    return fail(Error(Code::kTampered,
                      fmt::format("‘{}’ is not a press's identity file: restore it, or enrol again", file.string())));
  return parsed;
}

}  // namespace tipstaff::press
