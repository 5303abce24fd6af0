//! The face: arguments in, a request to the library, its answer rendered. The only room
//! that reads the environment, opens transports, prints, and knows exit codes.

mod args;
mod cmd;
mod config;
mod edit;
mod interrupt;
mod keys;
mod policy;
mod render;
mod sealer;
mod session;
#[cfg(feature = "tui")]
mod tui;

use crate::error::{Error, Kind, Result};
use clap::Parser;
use config::Environment;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;

pub use args::{Cli, Command};

/// Runs the program: parses the arguments, does the work, renders the outcome.
pub fn main() -> ExitCode {
    crate::sys::share_heaps();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => {
            // clap prints help to stdout and mistakes to stderr; a closed pipe is no failure.
            let _ = e.print();
            return ExitCode::from(u8::try_from(e.exit_code()).unwrap_or(2));
        }
    };
    let environment = Environment::read(&cli.global);
    match run(cli, environment) {
        Ok(code) => code,
        Err(e) => {
            render::error(&e);
            ExitCode::from(u8::try_from(e.kind().exit_code()).unwrap_or(1))
        }
    }
}

fn run(mut cli: Cli, environment: Environment) -> Result<ExitCode> {
    if matches!(&cli.command, Command::Build(build) if build.failure.on_failure.is_some())
        && cli.global.progress == args::Progress::Auto
    {
        // Lines that are drawn over do not share the terminal with a shell.
        cli.global.progress = args::Progress::Plain;
    }
    let quiet = match &cli.command {
        Command::Build(build) => build.quiet,
        Command::Copy(copy) => copy.quiet,
        _ => false,
    };
    if quiet && cli.global.progress == args::Progress::Auto {
        cli.global.progress = args::Progress::Quiet;
    }
    if let Command::Generate(generate) = &cli.command {
        return cmd::generate::run(generate).map(|()| ExitCode::SUCCESS);
    }
    if let Command::Unshare(unshare) = cli.command {
        // Before there are threads: they all would have to come along.
        return cmd::unshare::run(unshare).map(|()| ExitCode::SUCCESS);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // Without optimization the futures of a build need more than the usual 2 MiB.
        .thread_stack_size(8 << 20)
        .worker_threads(std::thread::available_parallelism().map_or(2, |n| n.get()).min(8))
        // Futures of a build are large where nothing is optimized.
        .thread_stack_size(8 << 20)
        .build()
        .map_err(|e| Error::io("start the runtime", e))?;
    let mut session = session::Session::new(&cli.global, environment);
    let picture = match &cli.command {
        Command::Build(build) if build.pictures.wanted() => {
            Some((build.pictures.clone(), session.record(), title(build)))
        }
        _ => None,
    };
    let session = Arc::new(session);
    let code = session.exit_code();
    let result = runtime.block_on(async {
        if let Command::Serve(args) = cli.command {
            // Ends by a signal as it should: that is no failure.
            return cmd::serve::run(*args, &session).await;
        }
        tokio::select! {
            result = dispatch(cli.command, &session) => result,
            signal = interrupt::wait() => {
                session.cancel();
                Err(Error::new(Kind::Interrupted, format!("stopped by {signal}")))
            }
        }
    });
    // Threads that still work see the cancellation and clean up after themselves.
    runtime.shutdown_timeout(std::time::Duration::from_secs(10));
    if let Some(mut session) = Arc::into_inner(session) {
        session.close();
    }
    if let Some((flags, recorder, title)) = picture {
        match (flags.draw(&recorder, &title), &result) {
            (Err(e), Ok(())) => return Err(e),
            // Why the build failed is what counts.
            (Err(e), Err(_)) => render::error(&e),
            (Ok(()), _) => {}
        }
    }
    result.map(|()| ExitCode::from(code.load(Ordering::Relaxed)))
}

/// What a picture of a build is called.
fn title(build: &args::Build) -> String {
    let what = build.tags.first().cloned().unwrap_or_else(|| build.context.display().to_string());
    format!("imgtool build {what}")
}

async fn dispatch(command: Command, session: &Arc<session::Session>) -> Result<()> {
    match command {
        Command::Build(args) => cmd::build::run(*args, session).await,
        Command::Dockerfile(args) => cmd::dockerfile::run(args, session),
        Command::Info(args) => cmd::info::run(args, session).await,
        Command::Copy(args) => cmd::copy::run(*args, session).await,
        Command::Inspect(args) => cmd::inspect::run(*args, session).await,
        Command::Login(args) => cmd::login::login(args, session).await,
        Command::Logout(args) => cmd::login::logout(args, session).await,
        Command::Tags(args) => cmd::list::tags(args, session).await,
        Command::Catalog(args) => cmd::list::catalog(args, session).await,
        Command::Digest(args) => cmd::digest::run(args, session).await,
        Command::Ls(args) => cmd::look::ls(args, session).await,
        Command::Cat(args) => cmd::look::cat(args, session).await,
        Command::Export(args) => cmd::look::export(args, session).await,
        Command::Diff(args) => cmd::diff::run(args, session).await,
        Command::Explore(args) => cmd::explore::run(*args, session).await,
        Command::Validate(args) => cmd::validate::run(args, session).await,
        Command::Tag(args) => cmd::tag::tag(args, session).await,
        Command::Delete(args) => cmd::tag::delete(args, session).await,
        Command::Index(args) => cmd::index::run(args, session).await,
        Command::Artifact(args) => cmd::artifact::run(args, session).await,
        Command::Referrers(args) => cmd::referrers::run(args, session).await,
        Command::Keygen(args) => cmd::keygen::run(args, session).await,
        Command::Sign(args) => cmd::sign::run(*args, session).await,
        Command::Verify(args) => cmd::verify::run(*args, session).await,
        Command::Attest(args) => cmd::attest::run(*args, session).await,
        Command::VerifyAttestation(args) => cmd::verify::attestation(*args, session).await,
        Command::Trust(args) => cmd::trust::run(args, session).await,
        Command::Signatures(args) => cmd::signatures::run(args, session).await,
        Command::Container(args) => cmd::container::run(*args, session).await,
        Command::CacheMount(args) => cmd::cache_mount::run(args, session).await,
        Command::Store(args) => cmd::store::run(args, session).await,
        Command::Rebase(args) => cmd::rebase::run(*args, session).await,
        Command::Mutate(args) => cmd::surgery::mutate::run(*args, session).await,
        Command::Append(args) => cmd::surgery::append::run(args, session).await,
        Command::Flatten(args) => cmd::surgery::layers::flatten(args, session).await,
        Command::Squash(args) => cmd::surgery::layers::squash(args, session).await,
        Command::RmPath(args) => cmd::surgery::layers::rm_path(args, session).await,
        Command::Strip(args) => cmd::surgery::strip::run(args, session).await,
        Command::Recompress(args) => cmd::surgery::layers::recompress(args, session).await,
        Command::Convert(args) => cmd::surgery::layers::convert(args, session).await,
        Command::Platform(args) => cmd::surgery::mutate::platform(args, session).await,
        Command::Distill(args) => cmd::surgery::distill::run(args, session).await,
        Command::Script(args) => cmd::script::run(args, session).await,
        Command::Sbom(args) => cmd::sbom::run(args, session).await,
        Command::Audit(args) => cmd::audit::run(*args, session).await,
        Command::Serve(args) => cmd::serve::run(*args, session).await,
        Command::Sync(args) => cmd::sync::run(*args, session).await,
        Command::Generate(args) => cmd::generate::run(&args),
        Command::Unshare(args) => cmd::unshare::run(args),
    }
}
