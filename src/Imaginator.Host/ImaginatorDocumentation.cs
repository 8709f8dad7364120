using Imaginator.Hosting.Programs;

namespace Imaginator.Host;

/// <summary>The texts of the help and manual page of imaginator besides those of its commands and flags.</summary>
internal static class ImaginatorDocumentation
{
    public static ProgramDocumentation Texts { get; } = new()
    {
        ManualSection = 8,
        Description =
        [
            "Without a command, imaginator is a daemon: it builds the images of its streams on request and on a schedule, stores "
            + "them in an image store, and serves web pages, an API, metrics and RPC on the port of -portNum. It requires root.",
            "With the command build, it builds one stream and exits. With -checkConfiguration, it checks the configuration and exits. The "
            + "command plugin checks and lists plugins.",
            "The log of the daemon goes to the directory of -logDir and, with -alsoLogToStderr or without log files, to standard "
            + "error.",
        ],
        Files =
        [
            new("/etc/imaginator/conf.json", "The main configuration."),
            new("/etc/default/imaginator", "Settings of the service."),
            new("/etc/ssl/imaginator/cert.pem, /etc/ssl/imaginator/key.pem", "The certificate and private key of the daemon."),
            new("/usr/lib/imaginator/plugins, /usr/local/lib/imaginator/plugins", "Plugins, each in its own directory. Those in /usr/local "
                + "override those of the same name in /usr/lib."),
            new("/var/lib/imaginator", "All state: the image store, the queue, the build history, caches."),
            new("/var/log/imaginator/latest", "The current log file. The directory contains older log files."),
            new("/var/log/imaginator/builds", "The archived build logs."),
        ],
        EnvironmentVariables =
        [
            new("OTEL_EXPORTER_OTLP_ENDPOINT", "The OTLP collector for traces if -traceEndpoint is not given. The other variables of "
                + "OpenTelemetry for OTLP exporters apply as well."),
            new("NOTIFY_SOCKET, WATCHDOG_USEC", "Set by systemd: the daemon reports that it is ready and alive."),
        ],
        Signals =
        [
            new("SIGTERM, SIGINT", "Cancel running builds and exit with status 0 within 10 seconds."),
            new("SIGHUP", "Read the configuration again. If it is invalid, the daemon logs the faults and keeps the previous one. Log files "
                + "that were moved or removed begin again."),
            new("SIGUSR1", "Raise the debug level of the log."),
            new("SIGUSR2", "Lower the debug level of the log."),
        ],
        Examples =
        [
            new("imaginator -checkConfiguration", "Check the configuration:"),
            new(
                "imaginator -insecure -configurationUrl=./conf.json -stateDir=/tmp/state -logDir= -buildLogDir=/tmp/logs",
                "Try a configuration on this machine without certificates, with the log on standard error:"),
            new("imaginator build base/debian", "Build a stream without a daemon:"),
        ],
        SeeAlso =
        [
            "builder-tool(1)", "/usr/share/doc/imaginator/docs/README.md.gz",
            "/usr/share/doc/imaginator/docs/how-to/troubleshoot.md.gz",
        ],
    };
}
