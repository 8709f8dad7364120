using Imaginator.Building.DiskImages;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Hosting.Progress;

namespace Imaginator.BuilderTool.Building;

/// <summary><c>build-raw-from-manifest DIR RAWFILE</c>.</summary>
internal static class BuildRawFromManifest
{
    private const string Group = "Disk image";

    private static readonly Flag<long> RawSize = new(
        "rawSize", FlagTypes.Size, 0, "Size of the disk; by default what the tree needs, a quarter more, and 256MiB.")
    { Group = Group };

    private static readonly Flag<string> KernelOptions = new(
        "rawKernelOptions", FlagTypes.Text, DiskImageOptions.DefaultKernelOptions,
        "What the kernel is told besides where its root is.") { Group = Group };

    public static Command Command { get; } = new(
        "build-raw-from-manifest", "DIR RAWFILE", "builds the image of a disk that boots, from a manifest directory", RunAsync)
    {
        Flags = [.. ManifestBuild.Flags, RawSize, KernelOptions],
    };

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var manifest = Path.GetFullPath(context.Operands[0]);
        var options = new DiskImageOptions
        {
            File = Path.GetFullPath(context.Operands[1]),
            Size = context.Flags.Get(RawSize),
            KernelOptions = context.Flags.Get(KernelOptions),
        };
        if (!Directory.Exists(Path.GetDirectoryName(options.File)) || Directory.Exists(options.File))
        {
            throw new ImaginatorException($"{context.Operands[1]}: name a file in a directory that exists");
        }

        return ManifestBuild.RunAsync(
            context,
            Path.GetFileName(manifest.TrimEnd('/')),
            manifest,
            async (builder, request) =>
            {
                DiskImage? image = null;
                await BuildProgress.ShowStagesAsync(
                    async observer => image = await builder
                        .BuildDiskImageAsync(request, options, observer, cancellationToken),
                    ManifestBuild.LogDisplay(context));
                await context.Error.WriteLineAsync($"{options.File}: {image!.Describe()}");
                return 0;
            },
            cancellationToken);
    }
}
