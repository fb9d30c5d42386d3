#include "http/press_messages.h"

#include "base/cbor.h"
#include "http/message.h"

namespace tipstaff::http {
namespace {

constexpr std::size_t kLongestRequest = 4096;
constexpr std::size_t kLongestCertificate = 4096;
constexpr std::size_t kLongestText = 2000;

// Reads a map whose keys are 1, 2, 3 … in that order.
class Fields {
 public:
  explicit Fields(ByteView body) : reader_(body) {}

  Result<void> begin(std::size_t pairs) {
    TRY_ASSIGN(const std::size_t found, reader_.map());
    if (found != pairs) return fail(Code::kInvalid, "a message of the press protocol has too many or too few parts");
    next_ = 1;
    return {};
  }
  Result<std::string> text(std::size_t longest) {
    TRY(key());
    TRY_ASSIGN(const std::string_view value, reader_.text());
    if (value.size() > longest) return fail(Code::kInvalid, "a text in a message of the press protocol is too long");
    for (const char c : value)
      if (static_cast<unsigned char>(c) < 0x20 && c != '\n')
        return fail(Code::kInvalid, "a text has control characters");
    return std::string(value);
  }
  Result<Bytes> bytes(std::size_t least, std::size_t most) {
    TRY(key());
    TRY_ASSIGN(const ByteView value, reader_.bytes());
    if (value.size() < least || value.size() > most)
      return fail(Code::kInvalid, "a part of a message of the press protocol has a wrong length");
    return to_bytes(value);
  }
  Result<std::uint64_t> uint() {
    TRY(key());
    return reader_.uint();
  }
  cbor::Reader& reader() { return reader_; }
  Result<void> end() const { return reader_.expect_end(); }

 private:
  Result<void> key() {
    TRY_ASSIGN(const std::uint64_t found, reader_.uint());
    if (found != next_++) return fail(Code::kInvalid, "a message of the press protocol has unknown or missing parts");
    return {};
  }
  cbor::Reader reader_;
  std::uint64_t next_ = 1;
};

}  // namespace

Bytes write_enrolment(const press::Enrolment& e) {
  cbor::Writer w;
  w.map(5).put_text(1, e.code_id).put_bytes(2, e.tls_request).put_bytes(3, e.box_public_key);
  return w.put_bytes(4, e.receipt_public_key).put_bytes(5, e.mac).take();
}

Result<press::Enrolment> read_enrolment(ByteView body) {
  Fields fields(body);
  press::Enrolment out;
  TRY(fields.begin(5));
  TRY_ASSIGN(out.code_id, fields.text(64));
  TRY_ASSIGN(out.tls_request, fields.bytes(1, kLongestRequest));
  TRY_ASSIGN(out.box_public_key, fields.bytes(32, 32));
  TRY_ASSIGN(out.receipt_public_key, fields.bytes(32, 32));
  TRY_ASSIGN(out.mac, fields.bytes(32, 32));
  TRY(fields.end());
  return out;
}

Bytes write_enrolled_question(const EnrolledQuestion& q) {
  return cbor::Writer().map(2).put_text(1, q.code_id).put_bytes(2, q.mac).take();
}

Result<EnrolledQuestion> read_enrolled_question(ByteView body) {
  Fields fields(body);
  EnrolledQuestion out;
  TRY(fields.begin(2));
  TRY_ASSIGN(out.code_id, fields.text(64));
  TRY_ASSIGN(out.mac, fields.bytes(32, 32));
  TRY(fields.end());
  return out;
}

Bytes write_enrolled(const press::Enrolled& e) {
  return cbor::Writer().map(3).put_text(1, e.press).put_bytes(2, e.certificate).put_text(3, e.fingerprint).take();
}

Result<press::Enrolled> read_enrolled(ByteView body) {
  Fields fields(body);
  press::Enrolled out;
  TRY(fields.begin(3));
  TRY_ASSIGN(out.press, fields.text(kLongestText));
  TRY_ASSIGN(out.certificate, fields.bytes(0, kLongestCertificate));
  TRY_ASSIGN(out.fingerprint, fields.text(kLongestText));
  TRY(fields.end());
  return out;
}

Bytes write_items(const std::vector<press::ListedItem>& items) {
  cbor::Writer w;
  w.array(items.size());
  for (const press::ListedItem& i : items)
    w.map(4).put_bytes(1, i.item.value).put_text(2, i.card_kind).put(3, i.bytes).put_bytes(4, i.sha256);
  return w.take();
}

Result<std::vector<press::ListedItem>> read_items(ByteView body) {
  Fields fields(body);
  TRY_ASSIGN(const std::size_t count, fields.reader().array());
  if (count > kMostListed) return fail(Code::kInvalid, "the office listed more items than a press may ask for");
  std::vector<press::ListedItem> out;
  for (std::size_t i = 0; i < count; ++i) {
    press::ListedItem item;
    TRY(fields.begin(4));
    TRY_ASSIGN(const Bytes id, fields.bytes(16, 16));
    std::ranges::copy(id, item.item.value.begin());
    TRY_ASSIGN(item.card_kind, fields.text(kLongestText));
    TRY_ASSIGN(item.bytes, fields.uint());
    TRY_ASSIGN(const Bytes digest, fields.bytes(32, 32));
    std::ranges::copy(digest, item.sha256.begin());
    out.push_back(std::move(item));
  }
  TRY(fields.end());
  return out;
}

Bytes write_words(std::string_view words) { return cbor::Writer().map(1).put_text(1, words).take(); }

Result<std::string> read_words(ByteView body, std::size_t longest) {
  Fields fields(body);
  TRY(fields.begin(1));
  TRY_ASSIGN(std::string out, fields.text(longest));
  TRY(fields.end());
  return out;
}

Bytes write_error(const Error& error) {
  return cbor::Writer().map(2).put_text(1, code_name(error.code())).put_text(2, error.text()).take();
}

Result<Error> read_error(ByteView body) {
  Fields fields(body);
  TRY(fields.begin(2));
  TRY_ASSIGN(const std::string name, fields.text(64));
  TRY_ASSIGN(std::string sentence, fields.text(4 * kLongestText));
  TRY(fields.end());
  const auto code = code_of_name(name);
  if (!code) return fail(Code::kInvalid, "an error of a kind that is not known here");
  return Error(*code, std::move(sentence));
}

}  // namespace tipstaff::http
