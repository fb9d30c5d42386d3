#include "card/code_reader.h"

#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-image.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>

#define ZX_USE_UTF8 1
#include <ReadBarcode.h>

#include "card/photo_decode.h"

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

void search(const Pixels& grey, std::vector<std::string>& found) {
  ZXing::DecodeHints hints;
  hints.setFormats(ZXing::BarcodeFormat::QRCode);
  hints.setTryHarder(true);
  hints.setTryRotate(true);
  hints.setMaxNumberOfSymbols(static_cast<std::uint8_t>(kMostCodes));
  const ZXing::ImageView view(grey.data.data(), grey.width, grey.height, ZXing::ImageFormat::Lum);
  for (const ZXing::Result& code : ZXing::ReadBarcodes(view, hints)) {
    const ZXing::ByteArray& bytes = code.bytes();
    if (code.isValid() && found.size() < kMostCodes) found.emplace_back(bytes.begin(), bytes.end());
  }
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
  if (!(size.width() > 0 && size.height() > 0 && size.width() <= kLongestPageInches * 72 && size.height() <= kLongestPageInches * 72))
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

// Poppler opens its tables when the first document is there and closes them with the last, so one is kept open. It has text in
// a standard font, because the first of those looks the fonts up.
void warm_up() {
  static constexpr std::string_view kBlank =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
      "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 40 40]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/"
      "Helvetica>>>>>>>>endobj\n4 0 obj<</Length 26>>stream\nBT /F 9 Tf 5 5 Td (a)Tj ET\nendstream endobj\n"
      "trailer<</Root 1 0 R/Size 5>>\n";
  static const std::unique_ptr<poppler::document> kept = open_pdf(as_bytes(kBlank));
  if (kept != nullptr && kept->pages() > 0) (void)draw_page(*kept, 0);
}

}  // namespace

Result<std::vector<std::string>> find_codes(ByteView file) {
  std::vector<std::string> found;
  const std::string_view start = as_text(file.first(std::min<std::size_t>(file.size(), 1024)));
  if (start.starts_with(kJpeg) || start.starts_with(kPng)) {
    TRY_ASSIGN(const Decoded picture, start.starts_with(kJpeg) ? decode_jpeg(file) : decode_png(file));
    search(to_grey(picture.pixels), found);
    return found;
  }
  if (start.find(kPdf) == std::string_view::npos) return fail(Code::kInvalid, "it is neither JPEG, PNG nor PDF");
  const auto document = open_pdf(file);
  if (document == nullptr || document->is_locked()) return fail(Code::kInvalid, "the PDF is damaged or locked by a password");
  for (int page = 0; page < std::min(document->pages(), kPdfPages); ++page) {
    TRY_ASSIGN(const Pixels grey, draw_page(*document, page));
    search(grey, found);
  }
  return found;
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
