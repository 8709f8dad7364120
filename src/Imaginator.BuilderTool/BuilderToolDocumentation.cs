using Imaginator.Hosting.Programs;

namespace Imaginator.BuilderTool;

/// <summary>The texts of the help and manual page of builder-tool besides those of its commands and flags.</summary>
internal static class BuilderToolDocumentation
{
    public static ProgramDocumentation Texts { get; } = new()
    {
        ManualSection = 1,
        Description =
        [
            "builder-tool sends requests to an imaginator daemon, builds images from manifest directories on this machine, and "
            + "uses the images of an image store.",
            "Commands that control the daemon connect to -imaginatorHostname and -imaginatorPortNum with the client certificates of "
            + "-certDirectory. Commands that build on this machine require root and no daemon. Commands that use images and "
            + "commands that build use the image store of -imageStore, -imageServerHostname or -stateDir.",
            "Each command accepts the flags of all commands, and ignores those that its help does not list. Results go to standard "
            + "output; logs, progress and errors go to standard error. On a terminal, the progress of a build is shown in one line. With "
            + "-json, a command prints one JSON document: its result or, if it fails, the error.",
        ],
        Files =
        [
            new("~/.ssl/NAME.cert, ~/.ssl/NAME.key", "Client certificates and their private keys, in PEM format."),
            new("/var/lib/imaginator/store", "The embedded image store."),
        ],
        EnvironmentVariables = [new("HOME", "The directory of flag files and client certificates of the user.")],
        Examples =
        [
            new("builder-tool build-image users/web/amd64", "Build a stream on the daemon of this machine:"),
            new("builder-tool list-builds -imaginatorHostname=builds.example.com", "List the builds of another machine:"),
            new("builder-tool build-from-manifest ./my-manifest users/me/test", "Build an image from a manifest directory:"),
            new("builder-tool get-image \"$(builder-tool find-latest-image base/debian)\" tree", "Unpack the newest image of a stream:"),
        ],
        SeeAlso = ["imaginator(8)", "/usr/share/doc/imaginator/docs/README.md.gz"],
    };
}
