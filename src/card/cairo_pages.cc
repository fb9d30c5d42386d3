#include "card/cairo_pages.h"

#include <cairo-pdf.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "card/pdf.h"

namespace tipstaff::card {
namespace {

tl::unexpected<Error> unknown_form() {
  return fail(Code::kInvalid, "the installed cairo writes PDF in a form that is not known here");
}

cairo_status_t collect(void* to, const unsigned char* data, unsigned size) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

Result<std::string> draw(const Template& design, double width, double height) {
  std::string out;
  cairo_surface_t* surface = cairo_pdf_surface_create_for_stream(collect, &out, width, height);
  cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
  cairo_t* context = cairo_create(surface);
  Result<void> drawn;
  for (const Side& side : design.sides()) {
    if (drawn) drawn = draw_still(side, context, width, height);
    cairo_show_page(context);
  }
  cairo_destroy(context);
  cairo_surface_finish(surface);
  const bool good = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
  cairo_surface_destroy(surface);
  TRY(drawn);
  if (!good) return fail(Code::kInvalid, "the template cannot be drawn");
  return out;
}

// The number after `key`, or 0.
std::size_t number_after(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return 0;
  std::size_t first = text.find_first_not_of(" \n[", at + key.size());
  if (first == std::string_view::npos) return 0;
  std::size_t value = 0;
  std::from_chars(text.data() + first, text.data() + text.size(), value);
  return value;
}

// Classic cross-reference table (ISO 32000-1 §7.5.4): each object reaches to the start of the next.
Result<std::vector<std::string>> split(const std::string& pdf) {
  const std::size_t tail = pdf.rfind("startxref");
  if (tail == std::string::npos) return unknown_form();
  const std::size_t table = number_after(std::string_view(pdf).substr(tail), "startxref");
  if (table >= pdf.size() || !std::string_view(pdf).substr(table).starts_with("xref\n0 ")) return unknown_form();
  const std::size_t count = number_after(std::string_view(pdf).substr(table), "xref\n0 ");
  const std::size_t entries = pdf.find('\n', table + 5) + 1;
  std::vector<std::size_t> starts(count, 0);
  if (count == 0 || count > 10'000 || entries + count * 20 > pdf.size()) return unknown_form();
  for (std::size_t number = 1; number < count; ++number) {
    const char* at = pdf.data() + entries + number * 20;
    if (at[17] == 'n') std::from_chars(at, at + 10, starts[number]);
  }
  std::vector<std::size_t> order = starts;
  order.push_back(table);
  std::sort(order.begin(), order.end());
  std::vector<std::string> out(count);
  for (std::size_t number = 1; number < count; ++number) {
    if (starts[number] == 0) continue;
    const std::size_t end = *std::upper_bound(order.begin(), order.end(), starts[number]);
    out[number] = pdf.substr(starts[number], end - starts[number]);
    if (!out[number].starts_with(fmt::format("{} 0 obj", number))) return unknown_form();
  }
  return out;
}

bool is_a(const std::string& object, std::string_view type) {
  const std::size_t at = object.substr(0, 400).find(type);
  return at != std::string::npos &&
         (at + type.size() == object.size() || !std::isalpha(static_cast<unsigned char>(object[at + type.size()])));
}

}  // namespace

Result<CairoPages> draw_pages(const Template& design) {
  const auto [width, height] = pdf_page();
  TRY_ASSIGN(const std::string pdf, draw(design, width, height));
  CairoPages out;
  TRY_ASSIGN(out.objects, split(pdf));
  std::size_t found = 0;
  for (std::string& object : out.objects) {
    if (is_a(object, "/Type /Page")) {
      const std::size_t content = number_after(object, "/Contents"), resources = number_after(object, "/Resources");
      if (found == 2 || content == 0 || content >= out.objects.size() || resources == 0) return unknown_form();
      std::string& form = out.objects[content];
      const std::size_t dictionary = form.find("<<");
      if (dictionary == std::string::npos) return unknown_form();
      form.insert(dictionary + 2,
                  fmt::format(" /Type /XObject /Subtype /Form /BBox [0 0 {:.4f} {:.4f}] /Group << /Type /Group "
                              "/S /Transparency /I true /CS /DeviceRGB >> /Resources {} 0 R",
                              width, height, resources));
      out.forms[found++] = content;
    }
    const bool frame = is_a(object, "/Type /Page") || is_a(object, "/Type /Pages") || is_a(object, "/Type /Catalog") ||
                       object.substr(0, 200).find("/Producer") != std::string::npos;
    if (frame) object.clear();
  }
  if (found != 2) return unknown_form();
  return out;
}

}  // namespace tipstaff::card
