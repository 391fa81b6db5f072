//! Runs ffmpeg, a program that whoever runs the server installs. It decodes what people sent, so it gets as little as it needs: files of one
//! folder under names that are made here, each read as the format that it has, no network, and none of the server's environment.

use std::{
    io::{self, Error},
    path::Path,
    process::Stdio,
};

use protocol::limits::MP4_BITS_PER_SECOND;
use recorder::Codec;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::OnceCell,
};

use super::parts::{PICTURE_MS, Part};

/// The size of the pictures: what text on a shared screen needs, and a telephone still plays.
const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;
/// The width of a camera beside a screen, which covers nothing of it, and of the column in whose middle it is. Slides of 4:3 keep all of
/// their height beside it.
const SMALL_WIDTH: u32 = 240;
const COLUMN: u32 = 256;
/// Of what the program says of a failure, the log gets so much.
const COMPLAINT_BYTES: u64 = 4 * 1024;

/// The program.
#[derive(Debug)]
pub struct Ffmpeg {
    program: Box<Path>,
    found: OnceCell<()>,
}

/// A file of pictures in the folder of a job.
#[derive(Debug, Clone, Copy)]
pub struct Input {
    /// Its name.
    pub name: &'static str,
    /// How its pictures are encoded.
    pub codec: Codec,
}

impl Ffmpeg {
    /// The program at this path, or of this name.
    pub fn new(program: &Path) -> io::Result<Self> {
        // It runs in other folders.
        let is_name = program.components().count() == 1;
        let program = if is_name { program.into() } else { std::path::absolute(program)?.into() };
        Ok(Ffmpeg { program, found: OnceCell::new() })
    }

    /// Whether the program is there, and can make what is to be made. Once it was, it is not asked again.
    pub async fn is_there(&self) -> bool {
        self.found.get_or_try_init(|| self.look()).await.is_ok()
    }

    async fn look(&self) -> Result<(), ()> {
        let mut command = bare(&self.program);
        let asked = command.args(["-hide_banner", "-encoders"]).stdin(Stdio::null()).output().await;
        let text = asked.ok().filter(|answer| answer.status.success()).map(|answer| answer.stdout).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let has = |wanted: &str| text.split_whitespace().any(|word| word == wanted);
        if has("libx264") && has("aac") { Ok(()) } else { Err(()) }
    }

    /// Runs the program in a folder, with these arguments; `progress` is told how many pictures it has written. Returns how many at the end.
    pub async fn run(&self, folder: &Path, arguments: &[String], progress: impl FnMut(u64)) -> io::Result<u64> {
        let mut child = self.start(folder, arguments, Stdio::null())?;
        finished(&mut child, progress).await
    }

    /// Runs the program as [`run`](Self::run) does, while `input` writes what it reads from a pipe.
    pub async fn run_with<F: Future<Output = io::Result<()>>>(
        &self,
        folder: &Path,
        arguments: &[String],
        input: impl FnOnce(ChildStdin) -> F,
        progress: impl FnMut(u64),
    ) -> io::Result<u64> {
        let mut child = self.start(folder, arguments, Stdio::piped())?;
        let pipe = child.stdin.take().ok_or_else(|| Error::other("no pipe"))?;
        let (written, done) = tokio::join!(input(pipe), finished(&mut child, progress));
        // What is said of a pipe that broke off says less than the program itself.
        let pictures = done?;
        written.map(|()| pictures)
    }

    /// Starts the program with a lower priority than all else; it is killed with whoever waits for it.
    fn start(&self, folder: &Path, arguments: &[String], input: Stdio) -> io::Result<Child> {
        let mut command = bare(Path::new("nice"));
        command.args(["-n", "19"]).arg(&*self.program).args(arguments).current_dir(folder);
        command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true).spawn()
    }
}

/// A program that knows nothing of the server's environment, in which there may be passwords.
fn bare(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    command
}

/// Waits for the end; what the program says of a failure is the error.
async fn finished(child: &mut Child, progress: impl FnMut(u64)) -> io::Result<u64> {
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (pictures, complaint, status) = tokio::join!(pictures(stdout, progress), complaint(stderr), child.wait());
    match status?.success() {
        true => pictures,
        false => Err(Error::other(complaint)),
    }
}

/// Reads how many pictures are written (<https://ffmpeg.org/ffmpeg.html#Main-options>, `-progress`) until the program ends.
async fn pictures(from: Option<ChildStdout>, mut progress: impl FnMut(u64)) -> io::Result<u64> {
    let mut pictures = 0;
    let Some(from) = from else { return Ok(pictures) };
    let mut lines = BufReader::new(from).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some(count) = line.strip_prefix("frame=").and_then(|count| count.trim().parse().ok()) {
            pictures = count;
            progress(pictures);
        }
    }
    Ok(pictures)
}

/// The beginning of what the program says, of which the rest is read and dropped, so that it never waits.
async fn complaint(from: Option<impl AsyncRead + Unpin>) -> String {
    let Some(mut from) = from else { return String::new() };
    let mut text = Vec::new();
    // Who cannot be read says nothing.
    let _ = (&mut from).take(COMPLAINT_BYTES).read_to_end(&mut text).await;
    let _ = tokio::io::copy(&mut from, &mut tokio::io::sink()).await;
    String::from_utf8_lossy(&text).trim().to_owned()
}

/// The arguments that make the pictures of a part into the file `to`.
pub fn part(part: &Part, large: Option<Input>, small: Option<Input>, to: &str) -> Vec<String> {
    let mut arguments = common();
    // Threads of the filters, beside which there are those of decoder and encoder.
    arguments.extend(words("-filter_threads 1 -filter_complex_threads 1 -copyts"));
    for Input { name, codec } in [large, small].into_iter().flatten() {
        arguments.extend(words(&format!("-threads 1 -f {} -i {name}", container(codec))));
    }
    arguments.extend(["-filter_complex".into(), filter(part, large.is_some(), small.is_some())]);
    let (pictures, rate) = (part.pictures, MP4_BITS_PER_SECOND);
    arguments.extend(words(&format!("-map [out] -frames:v {pictures} -c:v libx264 -preset veryfast -crf 24 -bf 0")));
    arguments.extend(words(&format!("-maxrate {rate} -bufsize {} -pix_fmt yuv420p -g 250 -threads 1", 2 * rate)));
    arguments.extend(words(&format!("-an -f mp4 {to}")));
    arguments
}

/// The arguments that join the parts which the file `list` names, with chapters and, where there is some, sound in WebM from the pipe, into
/// the file `to`.
pub fn join(list: &str, chapters: &str, has_sound: bool, to: &str) -> Vec<String> {
    let mut arguments = common();
    arguments.extend(words(&format!("-f concat -i {list} -f ffmetadata -i {chapters}")));
    if has_sound {
        // Where nothing was recorded it is silent: players take the time of sound from its length.
        arguments.extend(words("-threads 1 -f matroska -i pipe:0 -map 2:a:0 -af aresample=async=1:first_pts=0"));
        arguments.extend(words("-ar 48000 -c:a aac -b:a 96k"));
    }
    arguments.extend(words("-map 0:v:0 -c:v copy -map_metadata 1 -map_chapters 1 -threads 1 -movflags +faststart"));
    arguments.extend(words(&format!("-f mp4 {to}")));
    arguments
}

fn common() -> Vec<String> {
    words("-nostdin -hide_banner -v error -y -progress pipe:1 -protocol_whitelist file,pipe")
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

/// The format in which the recorder writes a codec: nothing is guessed of what a file says of itself.
fn container(codec: Codec) -> &'static str {
    match codec {
        Codec::H264 => "mov",
        Codec::Vp8 | Codec::Vp9 | Codec::Opus => "matroska",
    }
}

/// The picture of a part: the large one as large as it fits, beside the small one where there is one.
fn filter(part: &Part, large: bool, small: bool) -> String {
    let rate = 1_000 / PICTURE_MS;
    let trim = if part.after_cut { ",trim=start_pts=0" } else { "" };
    // The last picture before the beginning is shown from it on; the last of all stays until the part is as long as it is to be.
    let timed = |input: usize| {
        let from = part.from;
        format!(
            "[{input}:v]setpts=PTS-{from}/1000/TB{trim},fps={rate}:start_time=0:round=up,tpad=stop=-1:stop_mode=clone"
        )
    };
    let fitted = |width: u32| {
        format!("scale={width}:{HEIGHT}:force_original_aspect_ratio=decrease:force_divisible_by=2,setsar=1")
    };
    let width = if small { WIDTH - COLUMN } else { WIDTH };
    let large = match large {
        true => format!("{},{},pad={WIDTH}:{HEIGHT}:({width}-iw)/2:(oh-ih)/2", timed(0), fitted(width)),
        false => format!("color=black:s={WIDTH}x{HEIGHT}:r={rate}"),
    };
    match small {
        true => format!(
            "{large}[large];{},{}[small];[large][small]overlay={width}+({COLUMN}-w)/2:(H-h)/2[out]",
            timed(1),
            fitted(SMALL_WIDTH)
        ),
        false => format!("{large}[out]"),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::parts::Layout, *};

    fn of(from: u64, after_cut: bool) -> Part {
        Part { of: 0, from, pictures: 25, layout: Layout::default(), after_cut }
    }

    #[test]
    fn a_part_reads_what_it_is_given_as_what_it_is_and_opens_nothing_else() {
        let [screen, camera] = [("large.tmp", Codec::Vp9), ("small.tmp", Codec::H264)];
        let [large, small] = [screen, camera].map(|(name, codec)| Some(Input { name, codec }));
        let line = part(&of(5_000, false), large, small, "part.tmp").join(" ");
        assert!(line.starts_with("-nostdin -hide_banner -v error -y -progress pipe:1 -protocol_whitelist file,pipe "));
        assert!(line.contains(" -threads 1 -f matroska -i large.tmp -threads 1 -f mov -i small.tmp "), "{line}");
        assert!(line.contains("[0:v]setpts=PTS-5000/1000/TB,fps=25:start_time=0:round=up,"), "{line}");
        assert!(line.contains("scale=1024:720:") && line.contains("pad=1280:720:(1024-iw)/2:"), "{line}");
        assert!(line.contains("scale=240:720:") && line.contains("overlay=1024+(256-w)/2:(H-h)/2[out]"), "{line}");
        assert!(line.contains(" -frames:v 25 ") && line.ends_with(" -threads 1 -an -f mp4 part.tmp"), "{line}");
    }

    #[test]
    fn after_a_cut_no_picture_from_before_is_shown_and_without_pictures_it_is_black() {
        let large = Some(Input { name: "large.tmp", codec: Codec::Vp8 });
        let line = part(&of(5_000, true), large, None, "part.tmp").join(" ");
        assert!(line.contains("setpts=PTS-5000/1000/TB,trim=start_pts=0,fps=25"), "{line}");
        assert!(line.contains("scale=1280:720:") && line.contains("pad=1280:720:(1280-iw)/2:"), "{line}");
        let line = part(&of(0, false), None, None, "part.tmp").join(" ");
        assert!(line.contains("color=black:s=1280x720:r=25[out]") && !line.contains(" -i "), "{line}");
    }

    #[test]
    fn parts_are_joined_with_sound_where_there_is_some() {
        let line = join("list.txt", "chapters.txt", true, "joined.tmp").join(" ");
        assert!(line.contains(" -f matroska -i pipe:0 -map 2:a:0 "), "{line}");
        assert!(!join("list.txt", "chapters.txt", false, "joined.tmp").join(" ").contains("aac"));
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_is_not_there() {
        assert!(!Ffmpeg::new(Path::new("/nowhere/ffmpeg")).unwrap().is_there().await);
        // Another program does not make films.
        assert!(!Ffmpeg::new(Path::new("true")).unwrap().is_there().await);
    }
}
