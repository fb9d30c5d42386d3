#include "card/drawn_template.h"

#include <fmt/format.h>

#include <time.h>

#include <cmath>
#include <cstdlib>

#include "base/cbor.h"
#include "base/text.h"

namespace tipstaff::card {
namespace {

constexpr std::string_view kRole = "template";
constexpr std::size_t kMostTexts = 200, kMostPieces = 20, kLongestLiteral = 400, kLongestFamily = 80,
                      kMostObjects = 10'000;

std::int64_t micrometres(double mm) { return std::llround(mm * 1000); }

tl::unexpected<Error> nonsense() {
  return fail(Code::kInvalid, "could not be read safely: its reader answered nonsense");
}

void write_box(cbor::Writer& to, const Box& box) {
  to.array(4)
      .integer(micrometres(box.x))
      .integer(micrometres(box.y))
      .integer(micrometres(box.width))
      .integer(micrometres(box.height));
}

void write_text(cbor::Writer& to, const TextSlot& slot) {
  const auto channel = [](double value) {
    return static_cast<std::uint64_t>(std::lround(std::clamp(value, 0.0, 1.0) * 255));
  };
  to.array(14)
      .integer(micrometres(slot.x))
      .integer(micrometres(slot.y))
      .integer(micrometres(slot.size))
      .integer(micrometres(slot.width))
      .integer(std::llround(slot.spacing * 1000));
  to.uint(static_cast<std::uint64_t>(slot.lines)).text(slot.family).boolean(slot.bold).boolean(slot.italic);
  to.uint(static_cast<std::uint64_t>(slot.anchor))
      .uint(channel(slot.fill.red))
      .uint(channel(slot.fill.green))
      .uint(channel(slot.fill.blue));
  to.array(slot.pieces.size());
  for (const Piece& piece : slot.pieces) {
    if (piece.literal.empty())
      to.uint(static_cast<std::uint64_t>(piece.variable));
    else
      to.text(piece.literal);
  }
}

// Takes the answer apart; whatever is not as encode() writes it is nonsense.
class Answer {
 public:
  explicit Answer(ByteView bytes) : from_(bytes) {}

  Result<DrawnTemplate> read() {
    DrawnTemplate out;
    std::array<Side, 2> sides;
    TRY(count(4));
    for (Side& side : sides) TRY(read_side(side));
    out.design = Template::of_sides(std::move(sides));
    TRY_ASSIGN(const std::size_t objects, from_.array());
    if (objects > kMostObjects) return nonsense();
    for (std::size_t number = 0; number < objects; ++number) {
      TRY_ASSIGN(const ByteView object, from_.bytes());
      out.still.objects.emplace_back(as_text(object));
      TRY(check_object(out.still.objects.back(), number));
    }
    TRY(count(2));
    for (std::size_t& form : out.still.forms) {
      TRY_ASSIGN(form, from_.uint());
      if (form >= objects || out.still.objects[form].empty()) return nonsense();
    }
    TRY(from_.expect_end());
    return out;
  }

 private:
  Result<void> count(std::size_t expected) {
    TRY_ASSIGN(const std::size_t found, from_.array());
    if (found != expected) return nonsense();
    return {};
  }

  Result<double> length(double least, double most) {
    TRY_ASSIGN(const std::int64_t value, from_.integer());
    const double mm = static_cast<double>(value) / 1000;
    if (!(mm >= least && mm <= most)) return nonsense();
    return mm;
  }

  Result<std::uint64_t> below(std::uint64_t limit) {
    TRY_ASSIGN(const std::uint64_t value, from_.uint());
    if (value >= limit) return nonsense();
    return value;
  }

  Result<void> read_side(Side& side) {
    TRY(count(3));
    TRY_ASSIGN(const std::size_t texts, from_.array());
    if (texts > kMostTexts) return nonsense();
    for (std::size_t i = 0; i < texts; ++i) TRY(read_text(side.texts.emplace_back()));
    TRY(read_box(side.photo));
    return read_box(side.stamp);
  }

  Result<void> read_box(Box& box) {
    TRY(count(4));
    TRY_ASSIGN(box.x, length(0, kPageWidthMm));
    TRY_ASSIGN(box.y, length(0, kPageHeightMm));
    TRY_ASSIGN(box.width, length(0, kPageWidthMm - box.x + 0.001));
    TRY_ASSIGN(box.height, length(0, kPageHeightMm - box.y + 0.001));
    return {};
  }

  Result<void> read_text(TextSlot& slot) {
    TRY(count(14));
    TRY_ASSIGN(slot.x, length(-kPageWidthMm, 2 * kPageWidthMm));
    TRY_ASSIGN(slot.y, length(-kPageHeightMm, 2 * kPageHeightMm));
    TRY_ASSIGN(slot.size, length(0.5, 30));
    TRY_ASSIGN(slot.width, length(1, 2 * kPageWidthMm));
    TRY_ASSIGN(slot.spacing, length(-0.5, 5));  // thousandths of an em
    TRY_ASSIGN(const std::uint64_t lines, below(3));
    slot.lines = static_cast<int>(lines);
    TRY_ASSIGN(const std::string_view family, from_.text());
    slot.family = family;
    if (family.size() > kLongestFamily || fault_in(family) != TextFault::kNone) return nonsense();
    TRY_ASSIGN(slot.bold, from_.boolean());
    TRY_ASSIGN(slot.italic, from_.boolean());
    TRY_ASSIGN(const std::uint64_t anchor, below(3));
    slot.anchor = static_cast<Anchor>(anchor);
    for (double* channel : {&slot.fill.red, &slot.fill.green, &slot.fill.blue}) {
      TRY_ASSIGN(const std::uint64_t value, below(256));
      *channel = static_cast<double>(value) / 255;
    }
    TRY_ASSIGN(const std::size_t pieces, from_.array());
    if (lines == 0 || pieces == 0 || pieces > kMostPieces) return nonsense();
    for (std::size_t i = 0; i < pieces; ++i) TRY(read_piece(slot.pieces.emplace_back()));
    return {};
  }

  Result<void> read_piece(Piece& piece) {
    TRY_ASSIGN(const cbor::Kind kind, from_.peek());
    if (kind == cbor::Kind::kUint) {
      TRY_ASSIGN(const std::uint64_t variable, below(static_cast<std::uint64_t>(Variable::kPhoto)));
      piece.variable = static_cast<Variable>(variable);
      return {};
    }
    TRY_ASSIGN(const std::string_view literal, from_.text());
    piece.literal = literal;
    if (literal.empty() || literal.size() > kLongestLiteral || fault_in(literal) != TextFault::kNone) return nonsense();
    return {};
  }

  // What stands before the stream's bytes: numbers, names and references, and no name that makes a viewer do something
  // (ISO 32000-1 §12.6). A name in disguise ("/J#53") is none that cairo writes.
  static Result<void> check_object(const std::string& object, std::size_t number) {
    if (object.empty()) return {};
    if (number == 0 || !object.starts_with(fmt::format("{} 0 obj", number)) ||
        object.find("endobj") == std::string::npos)
      return nonsense();
    const std::string_view head = std::string_view(object).substr(0, object.find("stream"));
    for (const std::string_view name : {"#", "/JS", "/JavaScript", "/AA", "/OpenAction", "/Launch", "/URI", "/GoTo",
                                        "/Annots", "/F ", "/EmbeddedFile", "/Encrypt", "trailer"})
      if (head.find(name) != std::string_view::npos) return nonsense();
    return {};
  }

  cbor::Reader from_;
};

// Request: the front's length, the front, the back. Answer: encode() of what was drawn.
Result<Bytes> draw(ByteView request) {
  if (request.size() < 4 || request.size() - 4 < get_u32(request.data()))
    return fail(Code::kInvalid, "the request is cut short");
  const std::size_t front = get_u32(request.data());
  DrawnTemplate out;
  TRY_ASSIGN(out.design, Template::load(request.subspan(4, front), request.subspan(4 + front), Texts::kAll));
  TRY_ASSIGN(out.still, draw_pages(out.design));
  return encode(out);
}

// libxml2, librsvg and gdk-pixbuf set themselves up at their first document, and look for files then. cairo dates its
// PDF: without a zone set, the C library looks for the machine's each time.
void warm_up() {
  ::setenv("TZ", "UTC0", 1);
  ::tzset();
  constexpr std::string_view kPixel =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const std::string page = fmt::format(
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='-3 -3 91.6 59.98'><image width='1' height='1' "
      "href='data:image/png;base64,{}'/></svg>",
      kPixel);
  Bytes request;
  put_u32(request, static_cast<std::uint32_t>(page.size()));
  append(request, as_bytes(page));
  append(request, as_bytes(page));
  (void)draw(request);
}

}  // namespace

Bytes encode(const DrawnTemplate& drawn) {
  cbor::Writer to;
  to.array(4);
  for (const Side& side : drawn.design.sides()) {
    to.array(3).array(side.texts.size());
    for (const TextSlot& slot : side.texts) write_text(to, slot);
    write_box(to, side.photo);
    write_box(to, side.stamp);
  }
  to.array(drawn.still.objects.size());
  for (const std::string& object : drawn.still.objects) to.bytes(as_bytes(object));
  to.array(2).uint(drawn.still.forms[0]).uint(drawn.still.forms[1]);
  return to.take();
}

Result<DrawnTemplate> decode_drawn(ByteView bytes) {
  Result<DrawnTemplate> out = Answer(bytes).read();
  if (!out) return nonsense();
  return out;
}

SandboxRole template_role() {
  SandboxLimits limits;
  limits.memory_bytes = std::uint64_t{512} << 20;
  limits.per_request = std::chrono::seconds(10);
  limits.processor = std::chrono::seconds(20);
  limits.largest_request = 4 + 2 * kLargestTemplate;
  limits.largest_answer = 16U << 20;
  return {std::string(kRole), limits, warm_up, draw};
}

Result<DrawnTemplate> draw_template(ByteView front_svg, ByteView back_svg) {
  for (const ByteView side : {front_svg, back_svg})
    if (side.size() > kLargestTemplate) return fail(Code::kInvalid, "a side of the template is larger than 1 MiB");
  Bytes request;
  put_u32(request, static_cast<std::uint32_t>(front_svg.size()));
  append(request, front_svg);
  append(request, back_svg);
  SandboxedWorker child(std::string(kRole), template_role().limits);
  TRY_ASSIGN(const Plaintext answer, child.ask(request));
  return decode_drawn(answer.reveal());
}

}  // namespace tipstaff::card
