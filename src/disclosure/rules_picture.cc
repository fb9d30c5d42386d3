#include "disclosure/rule.h"

namespace tipstaff::disclosure {
namespace {

using document::Trait;
constexpr auto kHold = Severity::kHold, kNote = Severity::kNote;
constexpr std::string_view kPictures = "jpeg png gif webp tiff heic avif bmp emf wmf, also inside documents";
constexpr std::string_view kTool = "any picture viewer's Properties",
                           kStrip = "save it as a new picture without metadata";

constexpr Rule kRules[] = {
    {"picture-position", kPictures, kHold, Trait::kPosition, "where the picture was taken",
     "it leads to a home or a place of work", kTool, kStrip},
    {"picture-serial", kPictures, kHold, Trait::kSerial, "a serial number of camera or lens",
     "it joins this picture to others of the same person", kTool, kStrip},
    {"picture-owner", kPictures, kHold, Trait::kOwner, "the camera's owner or the photographer", "it names a person",
     kTool, kStrip},
    {"picture-thumbnail", "jpeg png gif webp tiff heic avif, also inside documents", kHold, Trait::kPictureThumbnail,
     "a small picture inside the picture", "it may show what was cropped or blackened since",
     "exiftool -b -ThumbnailImage", kStrip},
    {"picture-metadata", kPictures, kNote, Trait::kPictureMetadata, "text and history in the picture's file",
     "it may name people and programs", kTool, kStrip, true},
    {"picture-trailing", kPictures, kHold, Trait::kTrailing, "data after the end of the picture",
     "a whole file can lie there; phones leave cut-off parts", "any unzip program or hex editor", kStrip},
    {"picture-unseen", "png tiff, also inside documents", kHold, Trait::kPictureUnseen,
     "a picture under full transparency, beside an animation, or on a page that is not shown",
     "it lies in the file, whole", "any picture editor", "save what is to be seen as a new picture"},
};

}  // namespace

std::span<const Rule> picture_rules() { return kRules; }

}  // namespace tipstaff::disclosure
