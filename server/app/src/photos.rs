//! Makes photos of the pictures that people upload: the middle, as a small JPEG that has nothing of what else the file said.
//!
//! Whoever has an account can send any bytes here. What a picture says of its size is read before it is decoded, one picture is decoded
//! at a time, and on a thread of its own; few wait in memory.

use std::{io::Cursor, sync::Arc};

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage, RgbaImage,
    codecs::jpeg::JpegEncoder,
    imageops::{self, FilterType},
    metadata::Orientation,
};
use protocol::{
    ErrorCode,
    limits::{PHOTO_PIXELS, PHOTO_SIDE, PHOTO_SMALL_SIDE, PHOTOS_AT_ONCE, PHOTOS_WAITING},
};
use store::NewPhoto;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The quality of a JPEG, from 1 to 100: a face of 256 pixels has some 12 kB.
const QUALITY: u8 = 85;
/// The most memory that a decoded picture takes: four bytes for each pixel of the largest.
const DECODED_BYTES: u64 = 4 * PHOTO_PIXELS;
/// Scaling looks at every pixel of a picture for each of its own when it scales by a few, so that larger ones are scaled to this first, by
/// plain means of squares.
const SCALED_FIRST: u32 = 2 * PHOTO_SIDE;

/// Whose turn it is to have a picture decoded.
#[derive(Debug)]
pub struct Photos {
    waiting: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

/// A place in which a picture waits. It is given up with the work, also where nobody waits for that any more.
#[derive(Debug)]
pub struct Place {
    turns: Arc<Semaphore>,
    held: OwnedSemaphorePermit,
}

impl Default for Photos {
    fn default() -> Self {
        Photos { waiting: Arc::new(Semaphore::new(PHOTOS_WAITING)), turns: Arc::new(Semaphore::new(PHOTOS_AT_ONCE)) }
    }
}

impl Photos {
    /// A place for a picture that is about to be read. Fails with `rate_limited` while all are taken.
    pub fn place(&self) -> Result<Place, ErrorCode> {
        let held = Arc::clone(&self.waiting).try_acquire_owned().map_err(|_| ErrorCode::RateLimited)?;
        Ok(Place { turns: Arc::clone(&self.turns), held })
    }
}

impl Place {
    /// Makes a photo of a picture. Fails with `not_an_image` or `image_too_large`.
    pub async fn make(self, picture: impl AsRef<[u8]> + Send + 'static) -> Result<NewPhoto, ErrorCode> {
        let turn = self.turns.acquire_owned().await.map_err(|_| ErrorCode::Draining)?;
        let work = tokio::task::spawn_blocking(move || {
            let made = photo(picture.as_ref());
            drop((turn, self.held));
            made
        });
        work.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a decoder failed on a picture");
            Err(ErrorCode::NotAnImage)
        })
    }
}

/// Makes a photo of a picture.
fn photo(picture: &[u8]) -> Result<NewPhoto, ErrorCode> {
    let (picture, orientation) = decode(picture)?;
    let square = middle(&picture);
    drop(picture);
    let mut square = DynamicImage::ImageRgb8(on_white(&square));
    square.apply_orientation(orientation);
    Ok(NewPhoto { large: jpeg(&square, PHOTO_SIDE)?, small: jpeg(&square, PHOTO_SMALL_SIDE)? })
}

/// The pixels of a picture, and how they are to be turned.
fn decode(picture: &[u8]) -> Result<(DynamicImage, Orientation), ErrorCode> {
    let mut reader = ImageReader::new(Cursor::new(picture)).with_guessed_format().map_err(|_| ErrorCode::NotAnImage)?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) {
        return Err(ErrorCode::NotAnImage);
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(2 * DECODED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PHOTO_PIXELS || decoder.total_bytes() > DECODED_BYTES {
        return Err(ErrorCode::ImageTooLarge);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder).map_err(refused)?, orientation))
}

fn refused(error: ImageError) -> ErrorCode {
    match error {
        ImageError::Limits(_) => ErrorCode::ImageTooLarge,
        _ => ErrorCode::NotAnImage,
    }
}

/// The square in the middle of a picture, no wider than it is worth.
fn middle(picture: &DynamicImage) -> RgbaImage {
    let side = picture.width().min(picture.height());
    let (x, y) = ((picture.width() - side) / 2, (picture.height() - side) / 2);
    let square = imageops::crop_imm(picture, x, y, side, side);
    if side > SCALED_FIRST { imageops::thumbnail(&*square, SCALED_FIRST, SCALED_FIRST) } else { square.to_image() }
}

/// What can be seen through is white.
fn on_white(picture: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0.map(u16::from);
        let over = |colour: u16| ((colour * alpha + 255 * (255 - alpha)) / 255) as u8;
        Rgb([over(red), over(green), over(blue)])
    })
}

/// A square picture as a JPEG of at most that width.
fn jpeg(square: &DynamicImage, side: u32) -> Result<Vec<u8>, ErrorCode> {
    let side = side.min(square.width());
    let mut bytes = Vec::new();
    let scaled = square.resize_exact(side, side, FilterType::CatmullRom);
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&scaled).map_err(refused)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use image::Rgba;
    use proptest::prelude::*;

    use super::*;

    /// A picture whose quarters are red, green, blue and half transparent black, from the first line on.
    fn quarters(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgba8(RgbaImage::from_fn(width, height, |x, y| match (2 * x < width, 2 * y < height) {
            (true, true) => Rgba([255, 0, 0, 255]),
            (false, true) => Rgba([0, 255, 0, 255]),
            (true, false) => Rgba([0, 0, 255, 255]),
            (false, false) => Rgba([0, 0, 0, 128]),
        }))
    }

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let picture = if format == ImageFormat::Jpeg { picture.to_rgb8().into() } else { picture.clone() };
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// The segment of a JPEG with a tag that says how the picture is turned, and a place on Earth.
    fn exif(orientation: u8) -> Vec<u8> {
        let mut tiff = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
        tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
        tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
        tiff.extend([0; 4]);
        // The directory with the place: its latitude's letter, and where that is written.
        tiff.extend([0, 1, 0, 1, 0, 2, 0, 0, 0, 9, 0, 0, 0, 56, 0, 0, 0, 0]);
        tiff.extend(b"52N 13E\0");
        let length = u16::try_from(tiff.len() + 2).unwrap().to_be_bytes();
        [&[0xff, 0xe1], &length[..], &tiff].concat()
    }

    fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        [&jpeg[..2], &exif(orientation), &jpeg[2..]].concat()
    }

    /// The colours of the four quarters of a photo, as letters.
    fn seen(jpeg: &[u8]) -> String {
        let picture = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).unwrap().to_rgb8();
        let (quarter, rest) = (picture.width() / 4, picture.width() * 3 / 4);
        let at = |(x, y)| match picture.get_pixel(x, y).0 {
            [200..=255, 0..=60, 0..=60] => 'r',
            [0..=60, 200..=255, 0..=60] => 'g',
            [0..=60, 0..=60, 200..=255] => 'b',
            [100..=150, 100..=150, 100..=150] => '-',
            [0..=60, 0..=60, 0..=60] => 'k',
            _ => '?',
        };
        [(quarter, quarter), (rest, quarter), (quarter, rest), (rest, rest)].map(at).iter().collect()
    }

    fn side(jpeg: &[u8]) -> (u32, u32) {
        let picture = image::load_from_memory(jpeg).unwrap();
        (picture.width(), picture.height())
    }

    #[test]
    fn the_middle_of_a_picture_becomes_a_photo_whatever_its_kind() {
        for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Jpeg] {
            for (width, height) in [(900, 600), (300, 1_500), (400, 400)] {
                let made = photo(&encoded(&quarters(width, height), format)).unwrap();
                let last = if format == ImageFormat::Jpeg { 'k' } else { '-' };
                assert_eq!(seen(&made.large), format!("rgb{last}"), "{format:?} {width} by {height}");
                assert_eq!((side(&made.large), side(&made.small)), ((256, 256), (96, 96)));
            }
        }
        let small = photo(&encoded(&quarters(40, 60), ImageFormat::Png)).unwrap();
        assert_eq!((side(&small.large), side(&small.small)), ((40, 40), (40, 40)), "it is not made larger");
        assert_eq!(side(&photo(&encoded(&quarters(1, 1), ImageFormat::Png)).unwrap().large), (1, 1));
    }

    #[test]
    fn a_picture_is_turned_as_its_camera_said_and_says_no_more_of_where_it_was_taken() {
        let jpeg = encoded(&quarters(300, 200), ImageFormat::Jpeg);
        for (orientation, expected) in [(1, "rgbk"), (2, "grkb"), (3, "kbgr"), (6, "brkg"), (8, "gkrb")] {
            let taken = with_exif(&jpeg, orientation);
            assert!(taken.windows(7).any(|part| part == b"52N 13E"));
            let made = photo(&taken).unwrap();
            for kept in [&made.large, &made.small] {
                assert_eq!(seen(kept), expected, "{orientation}");
                assert!(
                    !kept.windows(7).any(|part| part == b"52N 13E") && !kept.windows(4).any(|part| part == b"Exif")
                );
            }
        }
    }

    /// A PNG that says to be so large, and has no pixels.
    fn png_header(width: u32, height: u32) -> Vec<u8> {
        let mut png = encoded(&quarters(1, 1), ImageFormat::Png);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        let crc = crc32(&png[12..29]).to_be_bytes();
        png[29..33].copy_from_slice(&crc);
        png
    }

    fn crc32(bytes: &[u8]) -> u32 {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum()
    }

    #[test]
    fn a_picture_that_says_to_be_huge_is_refused_before_it_is_decoded() {
        for (width, height) in [(4_001, 4_000), (60_000, 60_000), (1, 16_000_001), (u32::MAX >> 1, u32::MAX >> 1)] {
            let refusal = photo(&png_header(width, height)).unwrap_err();
            assert_eq!(refusal, ErrorCode::ImageTooLarge, "{width} by {height}");
        }
        let mut jpeg = encoded(&quarters(8, 8), ImageFormat::Jpeg);
        let frame = jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
        jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
        assert_eq!(photo(&jpeg).unwrap_err(), ErrorCode::ImageTooLarge);
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let gif = b"GIF89a\x01\0\x01\0\0\0\0;".as_slice();
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>".as_slice();
        let cut = encoded(&quarters(64, 64), ImageFormat::Png);
        for bytes in [b"".as_slice(), b"hello", gif, svg, &cut[..20], &cut[..60]] {
            assert_eq!(photo(bytes).unwrap_err(), ErrorCode::NotAnImage, "{bytes:?}");
        }
    }

    #[tokio::test]
    async fn few_pictures_wait_and_one_more_is_refused() {
        let photos = Photos::default();
        let places: Vec<Place> = (0..PHOTOS_WAITING).map(|_| photos.place().unwrap()).collect();
        assert_eq!(photos.place().unwrap_err(), ErrorCode::RateLimited);
        let png = encoded(&quarters(64, 64), ImageFormat::Png);
        for place in places {
            assert!(place.make(png.clone()).await.is_ok());
        }
        assert!(photos.place().is_ok());
    }

    proptest! {
        #[test]
        fn whatever_comes_is_refused_or_gives_a_photo(
            format in prop::sample::select(vec![ImageFormat::Png, ImageFormat::WebP, ImageFormat::Jpeg]),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
            end in any::<prop::sample::Index>(),
            cut in any::<bool>(),
            rest in prop::collection::vec(any::<u8>(), 0..64),
        ) {
            let mut bytes = encoded(&quarters(24, 17), format);
            if format == ImageFormat::Jpeg {
                bytes = with_exif(&bytes, 6);
            }
            for (place, byte) in changes {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            if cut {
                bytes.truncate(end.index(bytes.len()));
                bytes.extend(rest);
            }
            match photo(&bytes) {
                Ok(made) => prop_assert!(side(&made.large).0 <= PHOTO_SIDE && side(&made.small).0 <= PHOTO_SMALL_SIDE),
                Err(code) => prop_assert!(matches!(code, ErrorCode::NotAnImage | ErrorCode::ImageTooLarge)),
            }
        }

        #[test]
        fn any_bytes_after_any_beginning_of_a_picture_do_no_harm(
            beginning in prop::sample::select(vec![
                &b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff", b"RIFF\xff\0\0\0WEBPVP8 ", b"RIFF\xff\0\0\0WEBPVP8X", b"",
            ]),
            bytes in prop::collection::vec(any::<u8>(), 0..512),
        ) {
            let _ = photo(&[beginning, &bytes].concat());
        }
    }
}
