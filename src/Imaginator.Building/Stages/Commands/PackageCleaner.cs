using Imaginator.Building.Builds;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sessions;
using Imaginator.Building.Trees;
using Imaginator.Files;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Building.Stages.Commands;

/// <summary>Removes the remains of package tools in an image: runs its clean command, then removes its clean patterns.</summary>
internal static class PackageCleaner
{
    // The image prints them, so their length is limited.
    private const int MaximumPatternBytes = 1024 * 1024;

    public static Task CleanAsync(
        BuildSession session, ImageSandbox sandbox, TreeRoot image, CancellationToken cancellationToken) =>
        session.Stages.RunAsync(BuildStage.Clean, async () =>
        {
            await sandbox.RunAsync("clean", ["clean"], CommandEnvironment.Basic(), cancellationToken);
            var patterns = await sandbox.CaptureAsync("show-clean-patterns", cancellationToken);
            if (patterns.Length > MaximumPatternBytes)
            {
                throw new ImaginatorException(
                    $"{GenericPackager.Path} of the image prints {patterns.Length} bytes of clean patterns: the maximum is {MaximumPatternBytes} bytes");
            }

            var lines = FileName.Decode(patterns.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length > 0)
            {
                ImageCleaner.RemoveMatching(image, PathFilter.Compile(lines), cancellationToken);
            }
        });
}
