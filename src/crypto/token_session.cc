#include "crypto/token_session.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace tipstaff::crypto {
namespace {

constexpr CK_ULONG kTagBytes = 16;
constexpr std::array<std::uint8_t, 10> kP256 = {0x06, 0x08, 0x2a, 0x86, 0x48,
                                                0xce, 0x3d, 0x03, 0x01, 0x07};  // DER of prime256v1's OID
constexpr std::size_t kPointBytes = 65, kSignatureBytes = 64;

unsigned char* mutable_data(ByteView bytes) {
  return const_cast<unsigned char*>(bytes.data());
}  // PKCS#11 knows no const

CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, ByteView value) { return {type, mutable_data(value), value.size()}; }

template <class Value>
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, Value& value) {
  return {type, &value, sizeof value};
}

CK_GCM_PARAMS gcm_parameters(ByteView nonce, ByteView additional) {
  return {mutable_data(nonce),      nonce.size(),      nonce.size() * 8,
          mutable_data(additional), additional.size(), kTagBytes * 8};
}

Error trouble(const char* what, CK_RV rv) {
  return {Code::kUnavailable, fmt::format("{} (PKCS#11 error {:#x})", what, rv)};
}

}  // namespace

Result<std::unique_ptr<TokenSession>> TokenSession::log_in(const TokenSettings& token, const Plaintext& pin) {
  auto out = std::unique_ptr<TokenSession>(new TokenSession);
  TRY(out->load(token));
  TRY_ASSIGN(const CK_SLOT_ID slot, out->find_slot(token));
  if (const CK_RV rv =
          out->call_->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &out->session_);
      rv != CKR_OK)
    return fail(trouble("cannot open a session with the token", rv));
  const CK_RV rv = out->call_->C_Login(out->session_, CKU_USER, mutable_data(pin.reveal()), pin.size());
  if (rv == CKR_PIN_LOCKED) return fail(Code::kUnauthorised, "the token has locked its PIN after too many wrong ones");
  if (rv == CKR_PIN_INCORRECT || rv == CKR_PIN_INVALID || rv == CKR_PIN_LEN_RANGE)
    return fail(Code::kUnauthorised, "the token's PIN is wrong");
  if (rv != CKR_OK && rv != CKR_USER_ALREADY_LOGGED_IN) return fail(trouble("cannot log in to the token", rv));
  return out;
}

TokenSession::~TokenSession() {
  if (call_ == nullptr) return;
  if (session_ != CK_INVALID_HANDLE) call_->C_CloseSession(session_);  // the last session's end also logs out
  if (initialised_here_) call_->C_Finalize(nullptr);
}

Result<CK_OBJECT_HANDLE> TokenSession::make_aes_key(const std::string& label, ByteView id) {
  CK_BBOOL yes = CK_TRUE;
  CK_BBOOL no = CK_FALSE;
  CK_ULONG length = 32;
  CK_ATTRIBUTE wanted[] = {attribute(CKA_LABEL, as_bytes(label)),
                           attribute(CKA_ID, id),
                           attribute(CKA_VALUE_LEN, length),
                           attribute(CKA_TOKEN, yes),
                           attribute(CKA_PRIVATE, yes),
                           attribute(CKA_SENSITIVE, yes),
                           attribute(CKA_EXTRACTABLE, no),
                           attribute(CKA_ENCRYPT, yes),
                           attribute(CKA_DECRYPT, yes),
                           attribute(CKA_WRAP, no),
                           attribute(CKA_UNWRAP, no),
                           attribute(CKA_MODIFIABLE, no)};
  CK_MECHANISM generate = {CKM_AES_KEY_GEN, nullptr, 0};
  CK_OBJECT_HANDLE key = CK_INVALID_HANDLE;
  const CK_RV rv = call_->C_GenerateKey(session_, &generate, wanted, std::size(wanted), &key);
  if (rv != CKR_OK) return fail(trouble("the token does not make an AES-256 key", rv));
  return key;
}

// AES-GCM, PKCS #11 v2.40 §2.12.2.
Result<Bytes> TokenSession::encrypt(CK_OBJECT_HANDLE key, ByteView nonce, ByteView additional, ByteView plain) {
  CK_GCM_PARAMS gcm = gcm_parameters(nonce, additional);
  CK_MECHANISM mechanism = {CKM_AES_GCM, &gcm, sizeof gcm};
  Bytes out(plain.size() + kTagBytes);
  CK_ULONG length = out.size();
  CK_RV rv = call_->C_EncryptInit(session_, &mechanism, key);
  if (rv == CKR_OK) rv = call_->C_Encrypt(session_, mutable_data(plain), plain.size(), out.data(), &length);
  if (rv != CKR_OK || length != out.size()) return fail(trouble("the token does not encrypt with AES-GCM", rv));
  return out;
}

Result<Plaintext> TokenSession::decrypt(CK_OBJECT_HANDLE key, ByteView nonce, ByteView additional, ByteView sealed) {
  if (nonce.size() != 12 || sealed.size() < kTagBytes)
    return fail(Code::kTampered, "the wrapped root key is cut short");
  CK_GCM_PARAMS gcm = gcm_parameters(nonce, additional);
  CK_MECHANISM mechanism = {CKM_AES_GCM, &gcm, sizeof gcm};
  Plaintext out(sealed.size());  // some tokens want room for the tag as well
  CK_ULONG length = out.size();
  CK_RV rv = call_->C_DecryptInit(session_, &mechanism, key);
  if (rv != CKR_OK) return fail(trouble("the token does not decrypt with AES-GCM", rv));
  rv = call_->C_Decrypt(session_, mutable_data(sealed), sealed.size(), out.writable().data(), &length);
  if (rv != CKR_OK || length != sealed.size() - kTagBytes)
    return fail(Code::kTampered, "the root-key file was altered: the token does not open it");
  out.truncate(length);
  return out;
}

// PKCS #11 v2.40 §2.3.5; the point comes as a DER octet string (§2.3.3), from some tokens bare.
Result<Bytes> TokenSession::make_signing_key(const std::string& label, ByteView id) {
  CK_BBOOL yes = CK_TRUE;
  CK_BBOOL no = CK_FALSE;
  CK_ATTRIBUTE open_half[] = {attribute(CKA_LABEL, as_bytes(label)), attribute(CKA_ID, id),
                              attribute(CKA_EC_PARAMS, ByteView(kP256)), attribute(CKA_TOKEN, yes),
                              attribute(CKA_VERIFY, yes)};
  CK_ATTRIBUTE secret_half[] = {attribute(CKA_LABEL, as_bytes(label)),
                                attribute(CKA_ID, id),
                                attribute(CKA_TOKEN, yes),
                                attribute(CKA_PRIVATE, yes),
                                attribute(CKA_SENSITIVE, yes),
                                attribute(CKA_EXTRACTABLE, no),
                                attribute(CKA_SIGN, yes),
                                attribute(CKA_MODIFIABLE, no)};
  CK_MECHANISM generate = {CKM_EC_KEY_PAIR_GEN, nullptr, 0};
  CK_OBJECT_HANDLE open_key = CK_INVALID_HANDLE, secret_key = CK_INVALID_HANDLE;
  CK_RV rv = call_->C_GenerateKeyPair(session_, &generate, open_half, std::size(open_half), secret_half,
                                      std::size(secret_half), &open_key, &secret_key);
  if (rv != CKR_OK) return fail(trouble("the token does not make a P-256 key", rv));
  Bytes point(128);
  CK_ATTRIBUTE value[] = {attribute(CKA_EC_POINT, ByteView(point))};
  rv = call_->C_GetAttributeValue(session_, open_key, value, 1);
  point.resize(rv == CKR_OK ? std::min<std::size_t>(value[0].ulValueLen, point.size()) : 0);
  if (point.size() == kPointBytes + 2 && point[0] == 0x04 && point[1] == kPointBytes)
    point.erase(point.begin(), point.begin() + 2);
  if (point.size() == kPointBytes && point[0] == 0x04) return point;
  destroy(open_key);
  destroy(secret_key);
  return fail(trouble("the token does not tell the public half of its new key", rv));
}

Result<Bytes> TokenSession::sign(CK_OBJECT_HANDLE key, ByteView digest) {
  CK_MECHANISM mechanism = {CKM_ECDSA, nullptr, 0};
  Bytes out(kSignatureBytes);
  CK_ULONG length = out.size();
  CK_RV rv = call_->C_SignInit(session_, &mechanism, key);
  if (rv == CKR_OK) rv = call_->C_Sign(session_, mutable_data(digest), digest.size(), out.data(), &length);
  if (rv != CKR_OK || length != out.size()) return fail(trouble("the token does not sign with ECDSA", rv));
  return out;
}

Result<CK_OBJECT_HANDLE> TokenSession::find(CK_OBJECT_CLASS object_class, ByteView id) {
  CK_ATTRIBUTE wanted[] = {attribute(CKA_CLASS, object_class), attribute(CKA_ID, id)};
  CK_OBJECT_HANDLE key = CK_INVALID_HANDLE;
  CK_ULONG count = 0;
  CK_RV rv = call_->C_FindObjectsInit(session_, wanted, std::size(wanted));
  if (rv == CKR_OK) {
    rv = call_->C_FindObjects(session_, &key, 1, &count);
    call_->C_FindObjectsFinal(session_);
  }
  if (rv != CKR_OK) return fail(trouble("cannot search the token", rv));
  if (count == 0) return fail(Code::kNotFound, "the token does not hold the key that this store names");
  return key;
}

bool TokenSession::reveals(CK_OBJECT_HANDLE key) {
  Bytes room(128);
  CK_ATTRIBUTE value[] = {attribute(CKA_VALUE, ByteView(room))};
  return call_->C_GetAttributeValue(session_, key, value, 1) == CKR_OK;
}

Result<void> TokenSession::load(const TokenSettings& token) {
  // Never unloaded: modules register handlers that run when the process ends.
  void* library = dlopen(token.module.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr)
    return fail(Code::kUnavailable, fmt::format("cannot load the PKCS#11 module ‘{}’", token.module.string()));
  CK_C_GetFunctionList list = nullptr;
  void* symbol = dlsym(library, "C_GetFunctionList");
  std::memcpy(&list, &symbol, sizeof list);
  CK_FUNCTION_LIST* calls = nullptr;
  if (list == nullptr || list(&calls) != CKR_OK)
    return fail(Code::kUnavailable, fmt::format("‘{}’ is not a PKCS#11 module", token.module.string()));
  CK_C_INITIALIZE_ARGS arguments{};
  arguments.flags = CKF_OS_LOCKING_OK;
  const CK_RV rv = calls->C_Initialize(&arguments);
  if (rv != CKR_OK && rv != CKR_CRYPTOKI_ALREADY_INITIALIZED)
    return fail(trouble("the PKCS#11 module does not start", rv));
  initialised_here_ = rv == CKR_OK;
  call_ = calls;
  return {};
}

Result<CK_SLOT_ID> TokenSession::find_slot(const TokenSettings& token) {
  CK_ULONG count = 0;
  CK_RV rv = call_->C_GetSlotList(CK_TRUE, nullptr, &count);
  std::vector<CK_SLOT_ID> slots(count);
  if (rv == CKR_OK) rv = call_->C_GetSlotList(CK_TRUE, slots.data(), &count);
  if (rv != CKR_OK) return fail(trouble("cannot list the tokens", rv));
  slots.resize(std::min<std::size_t>(slots.size(), count));
  std::string padded = token.token_label;  // labels are padded with blanks to 32 bytes
  padded.resize(32, ' ');
  for (const CK_SLOT_ID slot : slots) {
    CK_TOKEN_INFO info{};
    if (call_->C_GetTokenInfo(slot, &info) == CKR_OK && std::memcmp(info.label, padded.data(), sizeof info.label) == 0)
      return slot;
  }
  return fail(Code::kUnavailable, fmt::format("no token called ‘{}’ is plugged in", token.token_label));
}

}  // namespace tipstaff::crypto
