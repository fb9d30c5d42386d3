// Portraits drawn with cairo: plain, friendly vector faces against a studio background.
#include <cairo.h>

#include <cmath>

#include "card/dice.h"
#include "card/invented.h"
#include "card/photo.h"
#include "card/template.h"

namespace tipstaff::card {
namespace {

constexpr int kWidth = 600, kHeight = 750;
constexpr Colour kSkins[] = {{.96, .83, .75}, {.93, .77, .67}, {.88, .70, .57}, {.80, .62, .47},
                             {.70, .50, .36}, {.56, .38, .27}, {.43, .28, .20}, {.32, .21, .15}};
constexpr Colour kHairs[] = {{.10, .08, .07}, {.20, .13, .09}, {.35, .22, .13},
                             {.55, .38, .20}, {.78, .63, .38}, {.55, .25, .12}};
constexpr Colour kCloths[] = {{.20, .26, .40}, {.36, .20, .30}, {.18, .36, .34},
                              {.44, .42, .40}, {.30, .30, .34}, {.45, .28, .20}};

Colour mixed(const Colour& a, const Colour& b, double share) {
  return {a.red + (b.red - a.red) * share, a.green + (b.green - a.green) * share, a.blue + (b.blue - a.blue) * share};
}
Colour darker(const Colour& c, double by) { return mixed(c, {}, by); }

class Painter {
 public:
  Painter(cairo_t* to, const Look& look) : to_(to), look_(look), dice_(look.seed) {
    skin_ = mixed(kSkins[look.skin], kSkins[std::min(7, look.skin + 1)], dice_.unit() * 0.6);
    const double grey = look.age > 45 ? std::min(0.85, (look.age - 42) / 20.0 * dice_.unit()) : 0;
    hair_ = mixed(kHairs[look.skin >= 3 ? dice_.below(2) : dice_.below(6)], {.78, .78, .78}, grey);
    wide_ = dice_.between(122, 142) * (look.woman ? 0.95 : 1);
    tall_ = dice_.between(168, 188);
  }

  void paint() {
    background();
    if (look_.woman && !look_.headscarf && style_ < 2) back_hair();
    body();
    neck();
    if (look_.headscarf) scarf_behind();
    head();
    features();
    if (look_.turban) turban();
    if (!look_.turban && !look_.headscarf) hair();
    if (look_.headscarf) scarf_front();
  }

 private:
  static constexpr double kX = kWidth / 2.0, kY = 330;  // middle of the face

  void colour(const Colour& c, double alpha = 1) { cairo_set_source_rgba(to_, c.red, c.green, c.blue, alpha); }
  void ellipse(double x, double y, double rx, double ry) {
    cairo_save(to_);
    cairo_translate(to_, x, y);
    cairo_scale(to_, rx, ry);
    cairo_new_sub_path(to_);
    cairo_arc(to_, 0, 0, 1, 0, 2 * M_PI);
    cairo_restore(to_);
  }
  void fill_ellipse(double x, double y, double rx, double ry) {
    ellipse(x, y, rx, ry);
    cairo_fill(to_);
  }
  void stroke(double width) {
    cairo_set_line_width(to_, width);
    cairo_set_line_cap(to_, CAIRO_LINE_CAP_ROUND);
    cairo_stroke(to_);
  }

  void background() {
    const Colour tint = mixed({.74, .80, .87}, {.86, .86, .84}, dice_.unit());
    cairo_pattern_t* light = cairo_pattern_create_linear(0, 0, 0, kHeight);
    cairo_pattern_add_color_stop_rgb(light, 0, tint.red, tint.green, tint.blue);
    cairo_pattern_add_color_stop_rgb(light, 1, tint.red * .82, tint.green * .84, tint.blue * .88);
    cairo_set_source(to_, light);
    cairo_paint(to_);
    cairo_pattern_destroy(light);
  }

  void shoulders(double spread) {
    cairo_move_to(to_, kX - spread, kHeight);
    cairo_curve_to(to_, kX - spread + 10, 640, kX - 170, 600, kX - 62, 565);
    cairo_line_to(to_, kX + 62, 565);
    cairo_curve_to(to_, kX + 170, 600, kX + spread - 10, 640, kX + spread, kHeight);
    cairo_close_path(to_);
  }

  void body() {
    const double spread = dice_.between(225, 262) * (look_.woman ? 0.92 : 1);
    const Colour cloth = look_.officer ? Colour{.09, .10, .14} : kCloths[dice_.below(6)];
    colour(cloth);
    shoulders(spread);
    cairo_fill(to_);
    const bool shirt = look_.officer || dice_.chance(0.6);
    colour(shirt ? Colour{.95, .95, .97} : mixed(cloth, {1, 1, 1}, 0.25));
    cairo_move_to(to_, kX - 78, 570);
    cairo_line_to(to_, kX, 748);
    cairo_line_to(to_, kX + 78, 570);
    cairo_close_path(to_);
    cairo_fill(to_);
    if (look_.officer) {
      tie({.06, .06, .08});
      epaulette(-1, spread);
      epaulette(1, spread);
    } else if (!look_.woman && shirt && dice_.chance(0.5)) {
      tie(kCloths[dice_.below(6)]);
    }
  }

  void tie(const Colour& c) {
    colour(c);
    cairo_move_to(to_, kX - 17, 600);
    cairo_line_to(to_, kX + 17, 600);
    cairo_line_to(to_, kX + 9, 632);
    cairo_line_to(to_, kX + 22, kHeight);
    cairo_line_to(to_, kX - 22, kHeight);
    cairo_line_to(to_, kX - 9, 632);
    cairo_close_path(to_);
    cairo_fill(to_);
  }

  void epaulette(int side, double spread) {
    colour({.16, .18, .25});
    cairo_move_to(to_, kX + side * 105, 598);
    cairo_line_to(to_, kX + side * (spread - 38), 650);
    cairo_line_to(to_, kX + side * (spread - 28), 676);
    cairo_line_to(to_, kX + side * 95, 622);
    cairo_close_path(to_);
    cairo_fill(to_);
    colour({.80, .82, .86});
    for (int i = 0; i < 3; ++i) fill_ellipse(kX + side * (128 + i * 22), 621 + i * 11, 4.5, 4.5);
  }

  void neck() {
    colour(darker(skin_, 0.12));
    const double half = look_.woman ? 50 : 62;
    cairo_move_to(to_, kX - half, 450);
    cairo_line_to(to_, kX - half - 6, 566);
    cairo_curve_to(to_, kX - 40, 620, kX + 40, 620, kX + half + 6, 566);
    cairo_line_to(to_, kX + half, 450);
    cairo_close_path(to_);
    cairo_fill(to_);
  }

  void head() {
    colour(darker(skin_, 0.06));
    if (!look_.headscarf) {
      fill_ellipse(kX - wide_, kY + 12, 22, 40);
      fill_ellipse(kX + wide_, kY + 12, 22, 40);
    }
    colour(skin_);
    const double jaw = dice_.between(0.62, 0.8) * wide_;
    cairo_move_to(to_, kX - wide_, kY - 20);
    cairo_curve_to(to_, kX - wide_, kY - tall_ * 1.25, kX + wide_, kY - tall_ * 1.25, kX + wide_, kY - 20);
    cairo_curve_to(to_, kX + wide_, kY + tall_ * .55, kX + jaw, kY + tall_, kX, kY + tall_);
    cairo_curve_to(to_, kX - jaw, kY + tall_, kX - wide_, kY + tall_ * .55, kX - wide_, kY - 20);
    cairo_fill(to_);
    colour(mixed(skin_, {.85, .35, .3}, 0.35), 0.25);
    fill_ellipse(kX - wide_ * .58, kY + 62, 32, 24);
    fill_ellipse(kX + wide_ * .58, kY + 62, 32, 24);
  }

  void eye(double x, double y, const Colour& iris) {
    colour({.97, .97, .96});
    fill_ellipse(x, y, 25, 13.5);
    colour(iris);
    fill_ellipse(x, y, 11.5, 12);
    colour({.04, .04, .05});
    fill_ellipse(x, y, 5.5, 5.5);
    colour({1, 1, 1}, 0.9);
    fill_ellipse(x + 4, y - 4, 2.6, 2.6);
    colour(darker(skin_, look_.woman ? 0.75 : 0.55));
    cairo_move_to(to_, x - 27, y + 2);
    cairo_curve_to(to_, x - 14, y - 18, x + 14, y - 18, x + 27, y + 2);
    stroke(look_.woman ? 5 : 3.6);
  }

  void brow(double x, double y, int side) {
    colour(darker(hair_, 0.25), 0.9);
    cairo_move_to(to_, x - side * 30, y + 6);
    cairo_curve_to(to_, x - side * 10, y - 9, x + side * 16, y - 9, x + side * 34, y + 5);
    stroke(look_.woman ? 7 : 11);
  }

  void features() {
    constexpr Colour kIrises[] = {{.25, .16, .10}, {.33, .22, .13}, {.35, .45, .55}, {.36, .45, .33}, {.45, .55, .65}};
    const Colour iris = kIrises[look_.skin >= 3 ? dice_.below(2) : dice_.below(5)];
    const double apart = dice_.between(54, 62), level = kY - 8 + dice_.between(-6, 6);
    for (const int side : {-1, 1}) {
      eye(kX + side * apart, level, iris);
      brow(kX + side * apart, level - dice_.between(37, 44), side);
    }
    if (!look_.woman && dice_.chance(0.42)) beard();
    colour(darker(skin_, 0.28), 0.8);
    const double nose = dice_.between(15, 24), tip = kY + 68;
    cairo_move_to(to_, kX - nose, tip);
    cairo_curve_to(to_, kX - nose, tip + 15, kX + nose, tip + 15, kX + nose, tip);
    stroke(5);
    colour(mixed(skin_, {.62, .20, .20}, look_.woman ? 0.6 : 0.35));
    const double mouth = dice_.between(38, 50), smile = dice_.between(4, 14), lip = kY + 112;
    cairo_move_to(to_, kX - mouth, lip);
    cairo_curve_to(to_, kX - 16, lip - 8, kX + 16, lip - 8, kX + mouth, lip);
    cairo_curve_to(to_, kX + 18, lip + 12 + smile, kX - 18, lip + 12 + smile, kX - mouth, lip);
    cairo_fill(to_);
    colour(darker(skin_, 0.55), 0.7);
    cairo_move_to(to_, kX - mouth, lip);
    cairo_curve_to(to_, kX - 16, lip + smile * .7, kX + 16, lip + smile * .7, kX + mouth, lip);
    stroke(3);
    if (look_.age > 48) lines(level);
    if (dice_.chance(0.3)) glasses(apart, level);
  }

  void lines(double level) {
    colour(darker(skin_, 0.3), 0.5);
    for (const int side : {-1, 1}) {
      cairo_move_to(to_, kX + side * 32, kY + 76);
      cairo_curve_to(to_, kX + side * 52, kY + 88, kX + side * 60, kY + 104, kX + side * 60, kY + 120);
      stroke(3);
    }
    cairo_move_to(to_, kX - 52, level - 82);
    cairo_curve_to(to_, kX - 20, level - 88, kX + 20, level - 88, kX + 52, level - 82);
    stroke(2.6);
  }

  void beard() {
    colour(darker(hair_, 0.1), dice_.between(0.35, 0.95));
    const double edge = wide_ * 0.96;
    cairo_move_to(to_, kX - edge, kY + 30);
    cairo_curve_to(to_, kX - edge, kY + tall_ * .8, kX - 70, kY + tall_ + 14, kX, kY + tall_ + 14);
    cairo_curve_to(to_, kX + 70, kY + tall_ + 14, kX + edge, kY + tall_ * .8, kX + edge, kY + 30);
    cairo_curve_to(to_, kX + edge * .8, kY + 96, kX + 50, kY + 86, kX, kY + 84);
    cairo_curve_to(to_, kX - 50, kY + 86, kX - edge * .8, kY + 96, kX - edge, kY + 30);
    cairo_fill(to_);
  }

  void glasses(double apart, double level) {
    colour({.12, .11, .12});
    const double rx = dice_.between(36, 42), ry = dice_.between(25, 33);
    for (const int side : {-1, 1}) {
      ellipse(kX + side * apart, level + 3, rx, ry);
      stroke(4.5);
      cairo_move_to(to_, kX + side * (apart + rx), level);
      cairo_line_to(to_, kX + side * (wide_ + 6), level - 6);
      stroke(4.5);
    }
    cairo_move_to(to_, kX - apart + rx, level);
    cairo_line_to(to_, kX + apart - rx, level);
    stroke(4.5);
  }

  void back_hair() {
    colour(darker(hair_, 0.18));
    const double down = style_ == 0 ? 560 : 480;
    cairo_move_to(to_, kX - wide_ - 26, down);
    cairo_curve_to(to_, kX - wide_ - 60, 200, kX - 90, 100, kX, 100);
    cairo_curve_to(to_, kX + 90, 100, kX + wide_ + 60, 200, kX + wide_ + 26, down);
    cairo_close_path(to_);
    cairo_fill(to_);
  }

  void hair() {
    if (!look_.woman && look_.age > 35 && dice_.chance(0.18)) return;  // bald
    colour(hair_);
    if (look_.woman && style_ == 2) fill_ellipse(kX, kY - tall_ * 1.12, 58, 44);  // a bun
    const double top = kY - tall_ * dice_.between(1.06, 1.2), side = wide_ + dice_.between(2, 12);
    const double front = kY - tall_ * (look_.woman ? 0.5 : dice_.between(0.55, 0.72));
    const double parting = dice_.between(-70, 70), ear = look_.woman ? kY + 20 : kY - dice_.between(25, 50);
    cairo_move_to(to_, kX - side, ear);
    cairo_curve_to(to_, kX - side - 8, top - 10, kX - 60, top - 22, kX, top - 20);
    cairo_curve_to(to_, kX + 60, top - 22, kX + side + 8, top - 10, kX + side, ear);
    cairo_curve_to(to_, kX + wide_ * .92, front + 34, kX + wide_ * .7, front, kX + parting, front - 8);
    cairo_curve_to(to_, kX - wide_ * .7, front, kX - wide_ * .92, front + 34, kX - side, ear);
    cairo_fill(to_);
  }

  void turban() {
    const Colour cloth = look_.officer ? Colour{.08, .09, .13} : kCloths[dice_.below(6)];
    colour(cloth);
    cairo_move_to(to_, kX - wide_ - 20, kY - 40);
    cairo_curve_to(to_, kX - wide_ - 44, kY - tall_ * 1.55, kX + wide_ + 44, kY - tall_ * 1.55, kX + wide_ + 20,
                   kY - 40);
    cairo_curve_to(to_, kX + wide_ * .6, kY - 70, kX + 40, kY - 104, kX, kY - 128);
    cairo_curve_to(to_, kX - 40, kY - 104, kX - wide_ * .6, kY - 70, kX - wide_ - 20, kY - 40);
    cairo_fill(to_);
    colour(mixed(cloth, {1, 1, 1}, 0.18));
    for (int fold = 0; fold < 4; ++fold) {
      cairo_move_to(to_, kX - wide_ - 12 + fold * 8, kY - 70 - fold * 28);
      cairo_curve_to(to_, kX - 60, kY - 110 - fold * 30, kX - 10, kY - 130 - fold * 24, kX + 40 + fold * 18,
                     kY - 150 - fold * 22);
      stroke(3);
    }
  }

  void scarf_behind() {
    colour(scarf_ = look_.officer ? Colour{.07, .08, .11} : kCloths[dice_.below(6)]);
    cairo_move_to(to_, kX - wide_ - 52, 590);
    cairo_curve_to(to_, kX - wide_ - 74, 160, kX - 90, 105, kX, 105);
    cairo_curve_to(to_, kX + 90, 105, kX + wide_ + 74, 160, kX + wide_ + 52, 590);
    cairo_curve_to(to_, kX + 80, 660, kX - 80, 660, kX - wide_ - 52, 590);
    cairo_fill(to_);
  }

  void scarf_front() {
    colour(mixed(scarf_, {1, 1, 1}, 0.08));
    cairo_set_fill_rule(to_, CAIRO_FILL_RULE_EVEN_ODD);
    ellipse(kX, kY + 6, wide_ + 34, tall_ + 34);
    ellipse(kX, kY + 22, wide_ - 6, tall_ - 10);
    cairo_fill(to_);
    cairo_set_fill_rule(to_, CAIRO_FILL_RULE_WINDING);
  }

  cairo_t* to_;
  Look look_;
  Dice dice_;
  Colour skin_, hair_, scarf_;
  double wide_ = 130, tall_ = 178;
  int style_ = dice_.below(4);
};

void put_le(Bytes& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}
void put_entry(Bytes& out, unsigned tag, unsigned type, unsigned count, std::uint32_t value) {
  put_le(out, tag, 2);
  put_le(out, type, 2);
  put_le(out, count, 4);
  put_le(out, value, 4);
}

// Exif (Exif 2.32 §4.6): a camera's name and a position at 54° N 3° E, far out at sea.
Bytes exif_with_position() {
  constexpr unsigned kAscii = 2, kLong = 4, kRational = 5;
  Bytes out = to_bytes(as_bytes(std::string_view("Exif\0\0II*\0\x08\0\0\0", 14)));
  put_le(out, 2, 2);
  put_entry(out, 0x010f, kAscii, 12, 38);
  put_entry(out, 0x8825, kLong, 1, 50);
  put_le(out, 0, 4);
  append(out, as_bytes(std::string_view("DrawnCamera\0", 12)));
  put_le(out, 4, 2);
  put_entry(out, 1, kAscii, 2, 'N');
  put_entry(out, 2, kRational, 3, 104);
  put_entry(out, 3, kAscii, 2, 'E');
  put_entry(out, 4, kRational, 3, 128);
  put_le(out, 0, 4);
  for (const unsigned degrees : {54U, 3U})
    for (const unsigned part : {degrees, 0U, 0U}) {
      put_le(out, part, 4);
      put_le(out, 1, 4);
    }
  return out;
}

}  // namespace

Bytes draw_portrait(const Look& look) {
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, kWidth, kHeight);
  cairo_t* context = cairo_create(surface);
  cairo_set_antialias(context, CAIRO_ANTIALIAS_FAST);
  Painter(context, look).paint();
  cairo_destroy(context);
  cairo_surface_flush(surface);
  Bytes rgb(std::size_t{kWidth} * kHeight * 3);
  const std::uint8_t* from = cairo_image_surface_get_data(surface);
  for (std::size_t i = 0; i < std::size_t{kWidth} * kHeight; ++i)
    for (std::size_t c = 0; c < 3; ++c) rgb[i * 3 + c] = from[i * 4 + 2 - c];
  cairo_surface_destroy(surface);
  const auto jpeg = encode_jpeg(kWidth, kHeight, rgb, 80, 400'000);
  const Bytes exif = exif_with_position();
  Bytes out = {0xff, 0xd8, 0xff, 0xe1};
  put_u16(out, static_cast<std::uint16_t>(exif.size() + 2));
  append(out, exif);
  append(out, jpeg->reveal().subspan(2));
  return out;
}

}  // namespace tipstaff::card
