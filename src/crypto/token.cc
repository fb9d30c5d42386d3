#include "crypto/token.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <p11-kit/pkcs11.h>

#include <algorithm>
#include <cstring>

namespace tipstaff::crypto {
namespace {

constexpr CK_ULONG kTagBytes = 16;

unsigned char* mutable_data(ByteView bytes) {
  return const_cast<unsigned char*>(bytes.data());
}  // PKCS#11 knows no const

CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, ByteView value) { return {type, mutable_data(value), value.size()}; }

template <class Value>
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, Value& value) {
  return {type, &value, sizeof value};
}

// A logged-in session; everything is undone in the reverse order.
class Session {
 public:
  static Result<std::unique_ptr<Session>> log_in(const TokenSettings& token, const Plaintext& pin) {
    auto out = std::unique_ptr<Session>(new Session);
    TRY(out->load(token));
    TRY_ASSIGN(const CK_SLOT_ID slot, out->find_slot(token));
    if (const CK_RV rv =
            out->call_->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &out->session_);
        rv != CKR_OK)
      return fail(out->trouble("cannot open a session with the token", rv));
    const CK_RV rv = out->call_->C_Login(out->session_, CKU_USER, mutable_data(pin.reveal()), pin.size());
    if (rv == CKR_PIN_LOCKED)
      return fail(Code::kUnauthorised, "the token has locked its PIN after too many wrong ones");
    if (rv == CKR_PIN_INCORRECT || rv == CKR_PIN_INVALID || rv == CKR_PIN_LEN_RANGE)
      return fail(Code::kUnauthorised, "the token's PIN is wrong");
    if (rv != CKR_OK && rv != CKR_USER_ALREADY_LOGGED_IN) return fail(out->trouble("cannot log in to the token", rv));
    return out;
  }

  ~Session() {
    if (call_ == nullptr) return;
    if (session_ != CK_INVALID_HANDLE) call_->C_CloseSession(session_);  // the last session's end also logs out
    if (initialised_here_) call_->C_Finalize(nullptr);
  }

  Result<CK_OBJECT_HANDLE> make_key(const std::string& label, ByteView id) {
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

  void destroy(CK_OBJECT_HANDLE key) { call_->C_DestroyObject(session_, key); }

  Result<CK_OBJECT_HANDLE> find_key(ByteView id) {
    CK_OBJECT_CLASS secret = CKO_SECRET_KEY;
    CK_ATTRIBUTE wanted[] = {attribute(CKA_CLASS, secret), attribute(CKA_ID, id)};
    CK_OBJECT_HANDLE key = CK_INVALID_HANDLE;
    CK_ULONG count = 0;
    CK_RV rv = call_->C_FindObjectsInit(session_, wanted, std::size(wanted));
    if (rv == CKR_OK) {
      rv = call_->C_FindObjects(session_, &key, 1, &count);
      call_->C_FindObjectsFinal(session_);
    }
    if (rv != CKR_OK) return fail(trouble("cannot search the token", rv));
    if (count == 0) return fail(Code::kNotFound, "the token does not hold the key that wraps this root key");
    return key;
  }

  // AES-GCM, PKCS #11 v2.40 §2.12.2.
  Result<Bytes> encrypt(CK_OBJECT_HANDLE key, ByteView nonce, ByteView additional, ByteView plain) {
    CK_GCM_PARAMS gcm = params(nonce, additional);
    CK_MECHANISM mechanism = {CKM_AES_GCM, &gcm, sizeof gcm};
    Bytes out(plain.size() + kTagBytes);
    CK_ULONG length = out.size();
    CK_RV rv = call_->C_EncryptInit(session_, &mechanism, key);
    if (rv == CKR_OK) rv = call_->C_Encrypt(session_, mutable_data(plain), plain.size(), out.data(), &length);
    if (rv != CKR_OK || length != out.size()) return fail(trouble("the token does not encrypt with AES-GCM", rv));
    return out;
  }

  Result<Plaintext> decrypt(CK_OBJECT_HANDLE key, ByteView nonce, ByteView additional, ByteView sealed) {
    if (nonce.size() != 12 || sealed.size() < kTagBytes)
      return fail(Code::kTampered, "the wrapped root key is cut short");
    CK_GCM_PARAMS gcm = params(nonce, additional);
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

 private:
  static CK_GCM_PARAMS params(ByteView nonce, ByteView additional) {
    return {mutable_data(nonce),      nonce.size(),      nonce.size() * 8,
            mutable_data(additional), additional.size(), kTagBytes * 8};
  }

  static Error trouble(const char* what, CK_RV rv) {
    return {Code::kUnavailable, fmt::format("{} (PKCS#11 error {:#x})", what, rv)};
  }

  Result<void> load(const TokenSettings& token) {
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

  Result<CK_SLOT_ID> find_slot(const TokenSettings& token) {
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
      if (call_->C_GetTokenInfo(slot, &info) == CKR_OK &&
          std::memcmp(info.label, padded.data(), sizeof info.label) == 0)
        return slot;
    }
    return fail(Code::kUnavailable, fmt::format("no token called ‘{}’ is plugged in", token.token_label));
  }

  CK_FUNCTION_LIST* call_ = nullptr;
  CK_SESSION_HANDLE session_ = CK_INVALID_HANDLE;
  bool initialised_here_ = false;
};

}  // namespace

Result<Bytes> token_wrap(const TokenSettings& token, const Plaintext& pin, ByteView additional, const Plaintext& secret,
                         const TokenWrap& wrap) {
  TRY_ASSIGN(const std::unique_ptr<Session> session, Session::log_in(token, pin));
  TRY_ASSIGN(const CK_OBJECT_HANDLE key, session->make_key(token.key_label, wrap.key_id));
  auto out = session->encrypt(key, wrap.nonce, additional, secret.reveal());
  if (!out) session->destroy(key);
  return out;
}

Result<Plaintext> token_unwrap(const TokenSettings& token, const Plaintext& pin, ByteView additional,
                               const TokenWrap& wrap) {
  TRY_ASSIGN(const std::unique_ptr<Session> session, Session::log_in(token, pin));
  TRY_ASSIGN(const CK_OBJECT_HANDLE key, session->find_key(wrap.key_id));
  return session->decrypt(key, wrap.nonce, additional, wrap.ciphertext);
}

Result<std::filesystem::path> find_token_module() {
  for (const char* path :
       {"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so", "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so"}) {
    if (std::filesystem::exists(path)) return path;
  }
  return fail(Code::kUnavailable,
              "no PKCS#11 module was found; install the token's module (softhsm2 for a trial) or name it");
}

}  // namespace tipstaff::crypto
