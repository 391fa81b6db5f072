//! nginx before the server, with the configuration of the README.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    process::{Child, Command},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use tempfile::TempDir;
use tokio::net::TcpStream;

/// Where the configuration is that people copy.
const README: &str = include_str!("../../../../README.md");
/// What the README calls the folder of the cache, and the server.
const FOLDER: &str = "/var/cache/nginx/meridian";
const SERVER: &str = "http://127.0.0.1:8080";
/// Debian puts it on the path of root alone.
const NGINX: &str = "/usr/sbin/nginx";
/// The longest that nginx takes to start.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running nginx. It is killed when dropped.
pub struct Proxy {
    /// Its address.
    pub web: SocketAddr,
    process: Child,
    _folder: TempDir,
}

impl Proxy {
    /// Starts it before this server.
    pub async fn start(server: SocketAddr) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        // A port that is free now is free in a moment, too, but for an accident.
        let web = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let path = folder.path().join("nginx.conf");
        fs::write(&path, configuration(folder.path().to_str().context("a path")?, web, server)?)?;
        let mut nginx = Command::new(NGINX);
        nginx.arg("-p").arg(folder.path()).arg("-c").arg(&path).args(["-e", "stderr"]);
        let mut proxy = Proxy { web, process: nginx.spawn().context("nginx cannot be started")?, _folder: folder };
        let asked = Instant::now();
        while TcpStream::connect(web).await.is_err() {
            ensure!(proxy.process.try_wait()?.is_none(), "nginx has ended");
            ensure!(asked.elapsed() < PATIENCE, "nginx does not answer");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(proxy)
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The README's configuration, in one process and one server, with a header that says what the cache did.
fn configuration(folder: &str, web: SocketAddr, server: SocketAddr) -> anyhow::Result<String> {
    let (cache, location) = of_readme().context("the README has no block of nginx")?;
    let cache = cache.replace(FOLDER, &format!("{folder}/cache"));
    let location = location.replace(SERVER, &format!("http://{server}"));
    Ok(format!(
        "daemon off;
         master_process off;
         pid {folder}/nginx.pid;
         events {{ worker_connections 8192; }}
         http {{
             access_log off;
             client_body_temp_path {folder}/body;
             proxy_temp_path {folder}/proxy;
             fastcgi_temp_path {folder}/fastcgi;
             uwsgi_temp_path {folder}/uwsgi;
             scgi_temp_path {folder}/scgi;
             keepalive_requests 1000000;
             add_header X-Cache $upstream_cache_status;
             {cache}
             server {{
                 listen {web} backlog=4096;
                 {location}
                 location / {{ proxy_pass http://{server}; }}
             }}
         }}"
    ))
}

/// The line of the README about the cache, and its location.
fn of_readme() -> Option<(&'static str, &'static str)> {
    let (_, block) = README.split_once("```nginx")?;
    let (block, _) = block.split_once("```")?;
    let at = block.find("location /media/")?;
    let (cache, location) = block.split_at(at);
    (cache.contains(FOLDER) && location.contains(SERVER)).then_some((cache, location))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_measured_is_what_the_readme_says() {
        let (web, server) = ("127.0.0.1:81".parse().unwrap(), "127.0.0.1:82".parse().unwrap());
        let text = configuration("/somewhere", web, server).unwrap();
        for part in ["proxy_cache_path /somewhere/cache ", "proxy_pass http://127.0.0.1:82;", "proxy_cache_lock on;"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("8080"));
    }
}
