#include "http/press_link.h"

#include "http/press_messages.h"
#include "press/openssl.h"

namespace tipstaff::http {
namespace {

class OverHttp final : public press::OfficeLink {
 public:
  explicit OverHttp(Client& client) : client_(client) {}

  Result<press::Enrolled> enrol(const press::Enrolment& enrolment) override {
    TRY_ASSIGN(const Bytes body, post("enrol", kCborType, write_enrolment(enrolment)));
    return understood(read_enrolled(body));
  }
  Result<press::Enrolled> enrolled(const std::string& code_id, ByteView mac) override {
    TRY_ASSIGN(const Bytes body, post("enrolled", kCborType, write_enrolled_question({code_id, to_bytes(mac)})));
    return understood(read_enrolled(body));
  }
  Result<std::vector<press::ListedItem>> list(std::size_t most) override {
    TRY_ASSIGN(const Bytes body, get(fmt::format("items?most={}", most)));
    return understood(read_items(body));
  }
  Result<Bytes> locked(const ItemId& item) override { return get("items/" + item.text()); }
  Result<Bytes> release(const ItemId& item) override { return post("items/" + item.text() + "/key", "", {}); }
  Result<void> receipt(ByteView signed_receipt) override {
    TRY(post("receipts", kBytesType, to_bytes(signed_receipt)));
    return {};
  }
  Result<std::string> alarm(std::string_view words) override {
    TRY_ASSIGN(const Bytes body, post("alarm", kCborType, write_words(words), false));
    return understood(read_words(body, kLongestAlarm));
  }

 private:
  Result<Bytes> get(std::string_view path) { return body_of(client_.call({"GET", "/press/v1/" + std::string(path)})); }

  Result<Bytes> post(std::string_view path, std::string_view type, Bytes body, bool repeatable = true) {
    return body_of(
        client_.call({"POST", "/press/v1/" + std::string(path), std::string(type), std::move(body), {}, repeatable}));
  }

  static Result<Bytes> body_of(Result<Answer> answer) {
    if (!answer) return fail(std::move(answer).error());
    if (answer->status < 300) return std::move(answer->body);
    if (auto error = read_error(answer->body); error && answer->status >= 400) return fail(std::move(*error));
    return fail(Code::kUnavailable,
                fmt::format("the office, or something before it, answered with status {}: try again", answer->status));
  }

  // An answer that cannot be read says nothing of what the office did.
  template <class T>
  static Result<T> understood(Result<T> read) {
    if (!read)
      return fail(Code::kUnavailable, "the office's answer is not one that this program knows: is it too old?");
    return read;
  }

  Client& client_;
};

}  // namespace

Result<std::unique_ptr<PressLink>> PressLink::open(const press::Identity& identity, const Clock& clock,
                                                   ClientSettings settings) {
  TRY_ASSIGN(const Url url, parse_url(identity.url));
  Bytes pin = identity.pin;
  if (!identity.authority.empty()) {
    TRY_ASSIGN(const press::X509Ptr authority, press::certificate_from_der(identity.authority));
    const Hash whole = press::spki_hash(authority.get());
    pin.assign(whole.begin(), whole.end());
  }
  auto out = std::make_unique<PressLink>();
  TRY_ASSIGN(out->client, Client::tls(url, pin, {identity.certificate, identity.tls_key.clone()}, clock, settings));
  out->link = std::make_unique<OverHttp>(*out->client);
  return out;
}

}  // namespace tipstaff::http
