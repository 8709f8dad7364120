using Imaginator.Building.Builds;
using Imaginator.BuilderTool.Building;
using Imaginator.BuilderTool.Output;
using Imaginator.Hosting.Programs;
using Imaginator.Hosting.Progress;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Messages.Imaginator;

namespace Imaginator.BuilderTool.Daemon;

/// <summary><c>build-image STREAM [GIT-BRANCH]</c>.</summary>
internal static class BuildImage
{
    public static Command Command { get; } = new(
        "build-image", "STREAM [GIT-BRANCH]", "has the imaginator build an image; prints its name", RunAsync)
    {
        HeedsProgramFlags = false,
        Flags =
        [
            .. ConnectionFlags.All, .. BuildRequestFlags.All,
            OutputFlags.AlwaysShowBuildLog, OutputFlags.ImageFilename, OutputFlags.Json,
        ],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var request = await RequestOfAsync(context, cancellationToken);
        await using var daemon = new DaemonClient(context);
        BuildImageResponse? response = null;
        await BuildProgress.ShowStagesAsync(
            async observer => response = await BuildAsync(daemon, request, observer, cancellationToken),
            OutputFlags.LogDisplay(context.Flags));
        if (response!.Image is { } image)
        {
            var file = context.Flags.Get(OutputFlags.ImageFilename);
            await ImageFile.WriteAsync(file, image, cancellationToken);
            await context.Error.WriteLineAsync($"the image is in {file}");
        }
        else
        {
            await Results.WriteAsync(context, response.ImageName, new { response.ImageName });
        }

        return 0;
    }

    private static Task<BuildImageResponse> BuildAsync(
        DaemonClient daemon, BuildImageRequest request, IBuildObserver observer, CancellationToken cancellationToken)
    {
        var log = new RemoteBuildLog(request.StreamName, observer);
        return daemon.BuildImageAsync(request, piece => log.Write(piece.Span), cancellationToken);
    }

    private static async Task<BuildImageRequest> RequestOfAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var variables = await BuildRequestFlags.ReadVariablesAsync(context.Flags, cancellationToken);
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
