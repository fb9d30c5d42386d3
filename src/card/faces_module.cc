// The only file that knows OpenCV: Viola and Jones' cascade of Haar features, as Debian's opencv-data has it.
#include <opencv2/core/ocl.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

#include "card/faces_module.h"

namespace {

constexpr double kScaleStep = 1.1;
constexpr int kNeighbours = 4;    // agreeing windows; fewer see faces in wallpaper
constexpr int kSmallestPart = 8;  // of the shorter side

cv::CascadeClassifier& cascade() {
  static cv::CascadeClassifier loaded;
  return loaded;
}

}  // namespace

int tipstaff_faces_load() try {
  cv::setNumThreads(0);          // the child may make no threads,
  cv::ocl::setUseOpenCL(false);  // and open no devices
  if (!cascade().load(TIPSTAFF_CASCADE)) return 0;
  const std::vector<std::uint8_t> grey(200 * 200 * 3, 128);
  double places[kMostFaces][4];
  tipstaff_faces_find(grey.data(), 200, 200, places);
  return 1;
} catch (const cv::Exception&) {
  return 0;
}

int tipstaff_faces_find(const std::uint8_t* rgb, int width, int height, double places[][4]) {
  const cv::Mat picture(height, width, CV_8UC3, const_cast<std::uint8_t*>(rgb));
  cv::Mat grey;
  cv::cvtColor(picture, grey, cv::COLOR_RGB2GRAY);
  cv::equalizeHist(grey, grey);
  const int smallest = std::min(width, height) / kSmallestPart;
  std::vector<cv::Rect> found;
  cascade().detectMultiScale(grey, found, kScaleStep, kNeighbours, 0, {smallest, smallest});
  const int count = std::min(static_cast<int>(found.size()), kMostFaces);
  for (int i = 0; i < count; ++i) {
    const cv::Rect& face = found[static_cast<std::size_t>(i)];
    places[i][0] = face.x;
    places[i][1] = face.y;
    places[i][2] = face.width;
    places[i][3] = face.height;
  }
  return count;
}
