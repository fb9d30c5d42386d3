#include "crypto/token_signer.h"

#include "crypto/hash.h"
#include "crypto/token_session.h"

namespace tipstaff::crypto {
namespace {

constexpr const char* kLabel = "tipstaff-stamps";

Result<Bytes> sign(TokenSession& session, ByteView id, ByteView digest) {
  TRY_ASSIGN(const CK_OBJECT_HANDLE key, session.find(CKO_PRIVATE_KEY, id));
  return session.sign(key, digest);
}

}  // namespace

TokenSigner::TokenSigner(TokenSettings token, Plaintext pin) : token_(std::move(token)), pin_(std::move(pin)) {}
TokenSigner::~TokenSigner() = default;

Result<TokenSession*> TokenSigner::session() {
  if (!session_) {
    TRY_ASSIGN(session_, TokenSession::log_in(token_, pin_));
  }
  return session_.get();
}

Result<Bytes> TokenSigner::make_es256(ByteView id) {
  const std::lock_guard hold(one_at_a_time_);
  TRY_ASSIGN(TokenSession * open, session());
  return open->make_signing_key(kLabel, id);
}

Result<Bytes> TokenSigner::sign_es256(ByteView id, ByteView message) {
  const Hash digest = sha256(message);
  const std::lock_guard hold(one_at_a_time_);
  const bool was_open = session_ != nullptr;
  TRY_ASSIGN(TokenSession * open, session());
  auto out = sign(*open, id, digest);
  if (out || !was_open) return out;
  session_.reset();  // the token may have been pulled out and put back
  TRY_ASSIGN(open, session());
  return sign(*open, id, digest);
}

void TokenSigner::destroy(ByteView id) {
  const std::lock_guard hold(one_at_a_time_);
  const auto open = session();
  if (!open) return;
  for (const CK_OBJECT_CLASS half : {CKO_PRIVATE_KEY, CKO_PUBLIC_KEY})
    if (const auto key = (*open)->find(half, id)) (*open)->destroy(*key);
}

}  // namespace tipstaff::crypto
