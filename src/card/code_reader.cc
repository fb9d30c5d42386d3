#include "card/code_reader.h"

#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-image.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>

#define ZX_USE_UTF8 1
#include <ReadBarcode.h>

#include <cmath>
#include <numbers>

#include "card/photo_decode.h"
#include "card/stamp.h"

namespace tipstaff::card {
namespace {

constexpr int kPdfPages = 4;
constexpr double kPdfDotsPerInch = 300, kLongestPageInches = 17;
constexpr std::string_view kPdf = "%PDF-", kJpeg = "\xff\xd8\xff", kPng = "\x89PNG\r\n\x1a\n";

Pixels to_grey(const Pixels& from) {
  if (from.channels == 1) return from;
  Pixels out = Pixels::blank(from.width, from.height, 1);
  const std::uint8_t* at = from.data.data();
  for (std::uint8_t& grey : out.data) {
    const unsigned light = (at[0] * 77U + at[1] * 150U + at[2] * 29U) >> 8;
    // CMYK (0 = no ink): the more ink, the darker.
    grey = static_cast<std::uint8_t>(from.channels == 4 ? (255U - light) * (255U - at[3]) / 255U : light);
    at += from.channels;
  }
  return out;
}

using ZXing::Binarizer;

void search(const Pixels& grey, Binarizer binarizer, std::vector<std::string>& found) {
  ZXing::DecodeHints hints;
  hints.setFormats(ZXing::BarcodeFormat::QRCode);
  hints.setTryHarder(true);
  hints.setTryRotate(true);
  hints.setBinarizer(binarizer);
  hints.setMaxNumberOfSymbols(static_cast<std::uint8_t>(kMostCodes));
  const ZXing::ImageView view(grey.data.data(), grey.width, grey.height, ZXing::ImageFormat::Lum);
  for (const ZXing::Result& code : ZXing::ReadBarcodes(view, hints)) {
    const ZXing::ByteArray& bytes = code.bytes();
    std::string text(bytes.begin(), bytes.end());
    if (code.isValid() && found.size() < kMostCodes && std::ranges::find(found, text) == found.end())
      found.push_back(std::move(text));
  }
}

bool has_stamp(const std::vector<std::string>& found) {
  return std::ranges::any_of(found, [](const std::string& code) { return code.starts_with(kStampPrefix); });
}

// One more look at a picture in which no stamp was seen.
struct Look {
  double scale, turn_degrees;
  Binarizer binarizer;
};
// ZXing finds a code of 117 modules in about half of the pictures at a slant, whatever is done to them; but in another
// half each time. Measured by benchmarks/scan_bench.cc: each of these reads many that those before it did not.
constexpr Look kLooks[] = {
    {1, 0, Binarizer::GlobalHistogram},    {3, 0, Binarizer::GlobalHistogram},   {2, 0, Binarizer::GlobalHistogram},
    {1.5, 0, Binarizer::LocalAverage},     {1.5, 0, Binarizer::GlobalHistogram}, {2, 0, Binarizer::LocalAverage},
    {1, -20, Binarizer::LocalAverage},     {1, -10, Binarizer::LocalAverage},    {1, 20, Binarizer::LocalAverage},
    {1, -5, Binarizer::LocalAverage},      {1, 10, Binarizer::LocalAverage},     {1, 5, Binarizer::LocalAverage},
    {0.7, 0, Binarizer::LocalAverage},     {1.25, -15, Binarizer::LocalAverage}, {1.25, 15, Binarizer::LocalAverage},
    {1.5, -7, Binarizer::GlobalHistogram}, {1.5, 7, Binarizer::GlobalHistogram}, {0.5, 0, Binarizer::LocalAverage},
};
constexpr double kMostLookedAt = 10e6, kMostEnlarged = 16e6;  // pixels: so that a picture without a code takes seconds

Pixels scaled(const Pixels& from, double scale) {
  const Box all{0, 0, static_cast<double>(from.width), static_cast<double>(from.height)};
  return resample(from, all, static_cast<int>(from.width * scale), static_cast<int>(from.height * scale));
}

// Between four points.
std::uint8_t between(const Pixels& grey, double x, double y) {
  constexpr std::uint8_t kGround = 128;
  const double left = std::floor(x), top = std::floor(y);
  if (!(left >= 0 && top >= 0 && left + 1 < grey.width && top + 1 < grey.height)) return kGround;
  const double right = x - left, below = y - top;
  const std::uint8_t* above = grey.row(static_cast<int>(top)) + static_cast<int>(left);
  const std::uint8_t* under = above + grey.stride();
  return static_cast<std::uint8_t>((above[0] * (1 - right) + above[1] * right) * (1 - below) +
                                   (under[0] * (1 - right) + under[1] * right) * below);
}

// About its middle.
Pixels turned(const Pixels& from, double degrees) {
  const double angle = degrees * std::numbers::pi / 180, cosine = std::cos(angle), sine = std::sin(angle);
  Pixels out = Pixels::blank(static_cast<int>(from.width * cosine + from.height * std::abs(sine)),
                             static_cast<int>(from.width * std::abs(sine) + from.height * cosine), 1);
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x) {
      const double across = x - out.width / 2.0, down = y - out.height / 2.0;
      const double u = across * cosine + down * sine + from.width / 2.0,
                   v = down * cosine - across * sine + from.height / 2.0;
      out.row(y)[x] = between(from, u, v);
    }
  return out;
}

void look_harder(const Pixels& picture, std::vector<std::string>& found) {
  const auto points = [](const Pixels& of) { return static_cast<double>(of.width) * of.height; };
  const bool large = points(picture) > kMostLookedAt;
  const Pixels shrunk = large ? scaled(picture, std::sqrt(kMostLookedAt / points(picture))) : Pixels{};
  const Pixels& base = large ? shrunk : picture;
  for (const Look& look : kLooks) {
    if (look.scale > 1 && points(base) * look.scale * look.scale > kMostEnlarged) continue;
    const Pixels resized = look.scale == 1 ? Pixels{} : scaled(base, look.scale);
    const Pixels& at_scale = look.scale == 1 ? base : resized;
    search(look.turn_degrees == 0 ? at_scale : turned(at_scale, look.turn_degrees), look.binarizer, found);
    if (has_stamp(found)) return;
  }
}

// Every picture as it is first, because most are read so.
std::vector<std::string> codes_in(const std::vector<Pixels>& pictures) {
  std::vector<std::string> found;
  for (const Pixels& grey : pictures) search(grey, Binarizer::LocalAverage, found);
  for (std::size_t i = 0; i < pictures.size() && !has_stamp(found); ++i) look_harder(pictures[i], found);
  return found;
}

std::unique_ptr<poppler::document> open_pdf(ByteView file) {
  poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
  return std::unique_ptr<poppler::document>(
      poppler::document::load_from_raw_data(reinterpret_cast<const char*>(file.data()), static_cast<int>(file.size())));
}

Result<Pixels> draw_page(const poppler::document& document, int number) {
  const std::unique_ptr<poppler::page> page(document.create_page(number));
  if (page == nullptr) return fail(Code::kInvalid, "a page of the PDF is damaged");
  const poppler::rectf size = page->page_rect();
  if (!(size.width() > 0 && size.height() > 0 && size.width() <= kLongestPageInches * 72 &&
        size.height() <= kLongestPageInches * 72))
    return fail(Code::kInvalid, "a page of the PDF is larger than any card's could be");
  poppler::page_renderer renderer;
  renderer.set_image_format(poppler::image::format_gray8);
  const poppler::image picture = renderer.render_page(page.get(), kPdfDotsPerInch, kPdfDotsPerInch);
  if (!picture.is_valid()) return fail(Code::kInvalid, "a page of the PDF cannot be drawn");
  Pixels out = Pixels::blank(picture.width(), picture.height(), 1);
  for (int y = 0; y < out.height; ++y)
    std::copy_n(picture.const_data() + static_cast<std::ptrdiff_t>(y) * picture.bytes_per_row(), out.width, out.row(y));
  return out;
}

// Poppler opens its tables when the first document is there and closes them with the last, so one is kept open. It has
// text in a standard font, because the first of those looks the fonts up.
void warm_up() {
  static constexpr std::string_view kBlank =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
      "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 40 40]/Contents 4 0 "
      "R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/"
      "Helvetica>>>>>>>>endobj\n4 0 obj<</Length 26>>stream\nBT /F 9 Tf 5 5 Td (a)Tj ET\nendstream endobj\n"
      "trailer<</Root 1 0 R/Size 5>>\n";
  static const std::unique_ptr<poppler::document> kept = open_pdf(as_bytes(kBlank));
  if (kept != nullptr && kept->pages() > 0) (void)draw_page(*kept, 0);
}

}  // namespace

Result<std::vector<std::string>> find_codes(ByteView file) {
  const std::string_view start = as_text(file.first(std::min<std::size_t>(file.size(), 1024)));
  std::vector<Pixels> pictures;
  if (start.starts_with(kJpeg) || start.starts_with(kPng)) {
    TRY_ASSIGN(const Decoded picture, start.starts_with(kJpeg) ? decode_jpeg(file) : decode_png(file));
    pictures.push_back(to_grey(picture.pixels));
    return codes_in(pictures);
  }
  if (start.find(kPdf) == std::string_view::npos) return fail(Code::kInvalid, "it is neither JPEG, PNG nor PDF");
  const auto document = open_pdf(file);
  if (document == nullptr || document->is_locked())
    return fail(Code::kInvalid, "the PDF is damaged or locked by a password");
  for (int page = 0; page < std::min(document->pages(), kPdfPages); ++page) {
    TRY_ASSIGN(Pixels grey, draw_page(*document, page));
    pictures.push_back(std::move(grey));
  }
  return codes_in(pictures);
}

SandboxRole code_role() {
  SandboxLimits limits;
  limits.largest_request = kLargestCardFile;
  limits.largest_answer = kMostCodes * 8192;
  return {"code", limits, warm_up, [](ByteView file) -> Result<Bytes> {
            TRY_ASSIGN(const std::vector<std::string> codes, find_codes(file));
            Bytes out;
            for (const std::string& code : codes) {
              put_u32(out, static_cast<std::uint32_t>(code.size()));
              append(out, as_bytes(code));
            }
            return out;
          }};
}

Result<std::vector<std::string>> read_codes(ByteView file, const std::filesystem::path& program) {
  if (file.size() > kLargestCardFile) return fail(Code::kInvalid, "the picture is larger than 64 MiB");
  SandboxedWorker worker("code", code_role().limits, program);
  Result<Plaintext> answer = worker.ask(file);
  if (!answer && answer.error().code() == Code::kUnavailable) return fail(std::move(answer).error());
  if (!answer) return fail(std::move(answer).error().under("the picture cannot be read"));
  std::vector<std::string> out;
  for (ByteView rest = answer->reveal(); !rest.empty();) {
    if (rest.size() < 4 || get_u32(rest.data()) > rest.size() - 4 || out.size() == kMostCodes)
      return fail(Code::kInvalid, "the picture cannot be read: its reader answered nonsense");
    const std::size_t size = get_u32(rest.data());
    out.emplace_back(as_text(rest.subspan(4, size)));
    rest = rest.subspan(4 + size);
  }
  return out;
}

}  // namespace tipstaff::card
