// What a stranger can send to the office's press port: a target and a body, to an office that says yes to everything,
// so that every parser behind the routes is reached. Properties: no crash, no hang, and what is read whole is written
// back as the same bytes.
#include <cstdint>
#include <cstdlib>

#include "http/press_messages.h"
#include "http/press_routes.h"
#include "press/invitation.h"

namespace {

using namespace tipstaff;

class YesOffice final : public press::PressOffice {
 public:
  Result<press::Enrolled> enrol(const press::Enrolment&) override { return press::Enrolled{}; }
  Result<press::Enrolled> enrolled(const std::string&, ByteView) override { return press::Enrolled{}; }
  Result<std::vector<press::ListedItem>> list(const Hash&, std::size_t) override { return {}; }
  Result<Bytes> locked(const Hash&, const ItemId&) override { return Bytes{}; }
  Result<Bytes> release(const Hash&, const ItemId&) override { return Bytes{}; }
  Result<void> receipt(const Hash&, ByteView) override { return {}; }
  Result<std::string> alarm(const Hash&, std::string_view words) override { return std::string(words); }
};

template <class T>
void same_again(ByteView body, Result<T> (*read)(ByteView), Bytes (*write)(const T&)) {
  const auto message = read(body);
  if (message && write(*message) != to_bytes(body)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  const auto newline = std::ranges::find(input, '\n');
  const ByteView target(input.begin(), newline);
  const ByteView body = newline == input.end() ? ByteView{} : ByteView(newline + 1, input.end());
  YesOffice office;
  http::Request request;
  request.certificate = Hash{};
  if (http::set_target(request, as_text(target))) {
    request.method = body.empty() ? "GET" : "POST";
    request.body = to_bytes(body);
    http::press_answer(office, request);
  }
  same_again(body, http::read_enrolment, http::write_enrolment);
  same_again(body, http::read_enrolled_question, http::write_enrolled_question);
  same_again(body, http::read_enrolled, http::write_enrolled);
  same_again(body, http::read_items, http::write_items);
  (void)http::read_error(body);
  (void)press::parse_invitation(as_text(body));
  return 0;
}
