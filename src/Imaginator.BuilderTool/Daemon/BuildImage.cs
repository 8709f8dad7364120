using Imaginator.BuilderTool.Building;
using Imaginator.BuilderTool.Connection;
using Imaginator.BuilderTool.Output;
using Imaginator.Building.Events;
using Imaginator.Hosting.Events;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Hosting.Progress;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Imaginator;

namespace Imaginator.BuilderTool.Daemon;

/// <summary><c>build-image STREAM [GIT-BRANCH]</c>.</summary>
internal static class BuildImage
{
    public static Command Command { get; } = new(
        "build-image", "STREAM [GIT-BRANCH]", "Build an image on the daemon and print its name.", RunAsync)
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Description =
        [
            "GIT-BRANCH is a branch, tag or commit of the manifest. The daemon builds source images that are missing or too old. "
            + "Interrupting the command cancels the build. The id and the address of the build, and its position in the queue, go to "
            + "standard error.",
        ],
        Examples =
        [
            new("builder-tool build-image users/web/amd64", "Build a stream:"),
            new(
                "builder-tool build-image -alwaysShowBuildLog -variables=ROLE=test users/web/amd64 my-branch",
                "Build a branch with a variable, and show the build log:"),
        ],
        Flags =
        [
            .. ConnectionFlags.All, .. BuildRequestFlags.All,
            OutputFlags.AlwaysShowBuildLog, OutputFlags.ImageFilename, JsonFlag.Json,
        ],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var file = OutputFlags.CheckedImageFilename(context.Flags);
        var request = await RequestOfAsync(context, cancellationToken);
        await using var daemon = new DaemonClient(context);
        BuildImageResponse? response = null;
        await BuildProgress.ShowStagesAsync(
            async observer => response = await BuildAsync(daemon, request, observer, cancellationToken),
            OutputFlags.LogDisplay(context.Flags),
            id => DaemonPages.OfBuild(context, id));
        if (response!.Image is { } image)
        {
            await ImageFile.WriteAsync(file, image, cancellationToken);
            await ImageFile.ReportAsync(context, file);
        }
        else
        {
            await context.WriteResultAsync(response.ImageName, new { response.ImageName });
        }

        return 0;
    }

    private static Task<BuildImageResponse> BuildAsync(
        DaemonClient daemon, BuildImageRequest request, IBuildObserver observer, CancellationToken cancellationToken) =>
        daemon.BuildImageAsync(
            request,
            piece => observer.OnOutput(request.StreamName, piece.Span),
            message =>
            {
                if (BuildEventMapping.ToModel(message) is { } buildEvent)
                {
                    observer.OnEvent(buildEvent);
                }
            },
            cancellationToken);

    private static async Task<BuildImageRequest> RequestOfAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var variables = await BuildRequestFlags.ReadVariablesAsync(context, cancellationToken);
        return new BuildImageRequest
        {
            StreamName = context.Operands[0],
            GitBranch = context.Operands.ElementAtOrDefault(1) ?? "",
            ExpiresIn = GobDuration.From(context.Flags.Get(BuildRequestFlags.ExpiresIn)),
            MaxSourceAge = GobDuration.From(context.Flags.Get(BuildRequestFlags.MaxSourceAge)),
            MaximumBuildDuration = GobDuration.From(context.Flags.Get(BuildRequestFlags.MaximumBuildDuration)),
            ReturnImage = context.Flags.Get(OutputFlags.ImageFilename).Length > 0,
            StreamBuildLog = true,
            Variables = variables.IsEmpty ? null : variables,
        };
    }
}
