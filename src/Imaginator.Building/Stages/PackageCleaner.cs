using Imaginator.Building.Builds;
using Imaginator.Building.Filtering;
using Imaginator.Building.Packaging;
using Imaginator.Building.Trees;
using Imaginator.Files;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Stages;

/// <summary>Removes what package tools leave around in an image: its clean command, then its clean patterns.</summary>
internal static class PackageCleaner
{
    // What prints them is a part of the image.
    private const int LongestPatterns = 1024 * 1024;

    public static Task CleanAsync(
        BuildSession session, ImageSandbox sandbox, TreeRoot image, CancellationToken cancellationToken) =>
        session.Stages.RunAsync(BuildStage.Clean, async () =>
        {
            await sandbox.RunAsync(
                "clean", ["clean"], BuildCommands.BaseEnvironment(), cancellationToken);
            var patterns = await sandbox.CaptureAsync("show-clean-patterns", cancellationToken);
            if (patterns.Length > LongestPatterns)
            {
                throw new ImaginatorException(
                    $"the image's {GenericPackager.Path} prints clean patterns of {patterns.Length} bytes; at most {LongestPatterns} are read");
            }

            var lines = FileName.Decode(patterns.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length > 0)
            {
                ImageCleaner.RemoveMatching(image, PathFilter.Compile(lines), cancellationToken);
            }
        });
}
