#!/bin/bash
# Makes the pictures of this folder with other programs (python3-pil, libheif-examples, libimage-exiftool-perl): a drawn square
# with an invented position, owner and serial number, in each format; and the same without them.
set -eu -o pipefail
cd "$(dirname "$0")"
/usr/bin/python3 - <<'P'
from PIL import Image, ImageDraw
picture = Image.new("RGB", (24, 24), "white")
ImageDraw.Draw(picture).rectangle((4, 4, 18, 18), fill="navy")
for kind in ("jpg", "png", "webp", "tif", "gif", "bmp"):
    picture.save("plain." + kind)
picture.save("comment.gif", comment=b"not for release")
picture.save("pages.tif", save_all=True, append_images=[picture])
P
heif-enc -q 50 plain.png -o plain.heic > /dev/null
for kind in jpg png webp tif heic; do
  cp plain.$kind told.$kind
  exiftool -q -overwrite_original -GPSLatitude=51.5 -GPSLatitudeRef=N -GPSLongitude=0.1 -GPSLongitudeRef=W \
    -Exif:OwnerName="A. Invented" -Exif:SerialNumber=12345 told.$kind
done
