#include "http/press_routes.h"

#include <charconv>

#include "http/press_messages.h"

namespace tipstaff::http {
namespace {

constexpr std::string_view kRoot = "/press/v1/";
constexpr std::string_view kItems = "items/";
constexpr std::size_t kUsualListed = 100;

Response with_body(std::string_view type, Bytes body) { return {200, std::string(type), std::move(body), {}}; }
Response cbor_answer(Bytes body) { return with_body(kCborType, std::move(body)); }

Response error_answer(const Error& error) {
  return {status_of(error.code()), std::string(kCborType), write_error(error), {}};
}

Response no_such_path() {
  return error_answer(
      {Code::kNotFound, "the office has no such address for presses: is this press's program too old?"});
}

Result<Hash> certificate_of(const Request& request) {
  if (request.certificate) return *request.certificate;
  return fail(Code::kUnauthorised, "this call needs a press's client certificate: enrol first");
}

Result<std::size_t> most_of(const Request& request) {
  TRY_ASSIGN(const std::optional<std::string> text, request.query_value("most"));
  if (!text) return kUsualListed;
  std::size_t out = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), out);
  if (error != std::errc() || end != text->data() + text->size() || out < 1 || out > kMostListed)
    return fail(Code::kInvalid, fmt::format("‘most’ must be a number from 1 to {}", kMostListed));
  return out;
}

Result<Response> enrol(press::PressOffice& office, const Request& request) {
  TRY_ASSIGN(const press::Enrolment enrolment, read_enrolment(request.body));
  TRY_ASSIGN(const press::Enrolled answer, office.enrol(enrolment));
  return cbor_answer(write_enrolled(answer));
}

Result<Response> enrolled(press::PressOffice& office, const Request& request) {
  TRY_ASSIGN(const EnrolledQuestion question, read_enrolled_question(request.body));
  TRY_ASSIGN(const press::Enrolled answer, office.enrolled(question.code_id, question.mac));
  return cbor_answer(write_enrolled(answer));
}

Result<Response> list(press::PressOffice& office, const Request& request) {
  TRY_ASSIGN(const Hash certificate, certificate_of(request));
  TRY_ASSIGN(const std::size_t most, most_of(request));
  TRY_ASSIGN(const auto items, office.list(certificate, most));
  return cbor_answer(write_items(items));
}

Result<Response> locked(press::PressOffice& office, const Request& request, std::string_view id) {
  TRY_ASSIGN(const Hash certificate, certificate_of(request));
  TRY_ASSIGN(const ItemId item, parse_item_id(id));
  TRY_ASSIGN(Bytes bytes, office.locked(certificate, item));
  return with_body(kBytesType, std::move(bytes));
}

Result<Response> release(press::PressOffice& office, const Request& request, std::string_view id) {
  TRY_ASSIGN(const Hash certificate, certificate_of(request));
  TRY_ASSIGN(const ItemId item, parse_item_id(id));
  TRY_ASSIGN(Bytes box, office.release(certificate, item));
  return with_body(kBytesType, std::move(box));
}

Result<Response> receipt(press::PressOffice& office, const Request& request) {
  TRY_ASSIGN(const Hash certificate, certificate_of(request));
  TRY(office.receipt(certificate, request.body));
  return Response{204, "", {}, {}};
}

Result<Response> alarm(press::PressOffice& office, const Request& request) {
  TRY_ASSIGN(const Hash certificate, certificate_of(request));
  TRY_ASSIGN(const std::string words, read_words(request.body, kLongestAlarm));
  TRY_ASSIGN(const std::string incident, office.alarm(certificate, words));
  return cbor_answer(write_words(incident));
}

Result<Response> get(press::PressOffice& office, const Request& request, std::string_view path) {
  if (path == "items") return list(office, request);
  if (path.starts_with(kItems)) return locked(office, request, path.substr(kItems.size()));
  return no_such_path();
}

Result<Response> post(press::PressOffice& office, const Request& request, std::string_view path) {
  static constexpr std::string_view kKey = "/key";
  if (path == "enrol") return enrol(office, request);
  if (path == "enrolled") return enrolled(office, request);
  if (path == "receipts") return receipt(office, request);
  if (path == "alarm") return alarm(office, request);
  if (path.starts_with(kItems) && path.ends_with(kKey) && path.size() >= kItems.size() + kKey.size())
    return release(office, request, path.substr(kItems.size(), path.size() - kItems.size() - kKey.size()));
  return no_such_path();
}

}  // namespace

bool is_press_path(std::string_view path) { return path.starts_with(kRoot); }

std::size_t press_body_limit(std::string_view method, std::string_view path) {
  if (method != "POST" || !is_press_path(path)) return 0;
  path.remove_prefix(kRoot.size());
  if (path == "enrol") return std::size_t{8} << 10;
  if (path == "receipts") return std::size_t{64} << 10;  // a ribbon's receipt names up to some thousand items
  if (path == "enrolled" || path == "alarm") return std::size_t{4} << 10;
  return 0;
}

Response press_answer(press::PressOffice& office, const Request& request) {
  if (!is_press_path(request.path)) return no_such_path();
  const std::string_view path = std::string_view(request.path).substr(kRoot.size());
  Result<Response> answer = no_such_path();
  if (request.method == "GET")
    answer = get(office, request, path);
  else if (request.method == "POST")
    answer = post(office, request, path);
  return answer ? std::move(*answer) : error_answer(answer.error());
}

Handler press_handler(press::PressOffice& office) {
  return {[&office](const Request& request) { return press_answer(office, request); }, press_body_limit};
}

}  // namespace tipstaff::http
