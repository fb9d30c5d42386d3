#include "card/template_check.h"

namespace tipstaff::card {
namespace {

constexpr std::string_view kRole = "template";

// Request: the front's length, the front, the back. Answer: a bit for each variable, and one for the stamp.
Result<Bytes> check(ByteView request) {
  if (request.size() < 4 || request.size() - 4 < get_u32(request.data())) return fail(Code::kInvalid, "the request is cut short");
  const std::size_t front = get_u32(request.data());
  TRY_ASSIGN(const Template design, Template::load(request.subspan(4, front), request.subspan(4 + front)));
  std::uint32_t bits = 0;
  for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(Variable::kPhoto); ++i)
    if (design.shows(static_cast<Variable>(i))) bits |= 1U << i;
  const bool stamp = design.front().stamp.width > 0 || design.back().stamp.width > 0;
  Bytes out;
  put_u32(out, bits);
  out.push_back(stamp ? 1 : 0);
  return out;
}

}  // namespace

SandboxRole template_role() {
  SandboxLimits limits;
  limits.memory_bytes = std::uint64_t{512} << 20;
  limits.per_request = std::chrono::seconds(5);
  limits.processor = std::chrono::seconds(10);
  limits.largest_request = 4 + 2 * kLargestTemplate;
  limits.largest_answer = 5;
  // libxml2 sets itself up at its first document.
  return {std::string(kRole), limits, [] { (void)Template::shipped("warrant-card"); }, check};
}

Result<TemplateContents> check_template(ByteView front_svg, ByteView back_svg) {
  for (const ByteView side : {front_svg, back_svg})
    if (side.size() > kLargestTemplate) return fail(Code::kInvalid, "a side of the template is larger than 1 MiB");
  Bytes request;
  put_u32(request, static_cast<std::uint32_t>(front_svg.size()));
  append(request, front_svg);
  append(request, back_svg);
  SandboxedWorker child(std::string(kRole), template_role().limits);
  TRY_ASSIGN(const Plaintext answer, child.ask(request));
  if (answer.size() != 5) return fail(Code::kInvalid, "could not be read safely: its reader answered nonsense");
  TemplateContents out;
  for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(Variable::kPhoto); ++i)
    if ((get_u32(answer.reveal().data()) >> i & 1U) != 0) out.shows.push_back(static_cast<Variable>(i));
  out.stamp = answer.reveal()[4] != 0;
  return out;
}

}  // namespace tipstaff::card
