using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.BuilderTool.Store;

/// <summary><c>copy-store FROM TO</c>.</summary>
internal static class CopyStore
{
    private const int Complete = 0;
    private const int ImagesFailed = 1;

    public static Command Command { get; } = new(
        "copy-store", "FROM TO", "Copy all images of an image store to another one, for example to move a store.", RunAsync)
    {
        Group = "Maintain",
        Description =
        [
            "FROM and TO are URLs or directories of image stores, as for -imageStore. TO is created if it does not exist. Images that TO has "
            + "are left out, and only their expiration is postponed to that in FROM. So, the same command continues a copy that was interrupted, "
            + "and adds the images that were built since. To move a store, copy it while it is in use, stop the daemons, copy it again, and change "
            + "-imageStore.",
            "Images are copied in the order of their creation. The creator and the time of creation are kept only in an embedded store; others set "
            + "them to the user and the time of the copy. Image servers do not keep extended attributes. Names of deleted images are not copied.",
            "The exit status is 0 if TO has all images, and 1 if images could not be copied.",
        ],
        Examples =
        [
            new(
                "builder-tool copy-store /var/lib/imaginator/store \"s3://images/site?region=eu-central-1\"",
                "Copy the embedded store to a bucket:"),
        ],
        Flags = [JsonFlag.Json],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (from, to) = (context.Operands[0], context.Operands[1]);
        if (from == to)
        {
            throw new UsageException($"copy-store: FROM and TO are the same store {from}; give the URLs of two stores");
        }

        await using var plugins = await context.LoadPluginsAsync(cancellationToken);
        await using var source = await plugins.OpenExistingImageStoreAsync(from, cancellationToken);
        await using var target = await plugins.OpenImageStoreAsync(to, cancellationToken);
        var progress = new CopyProgress(context.Error, context.Time);
        var result = await new StoreCopy(source, target, progress, context.Time).RunAsync(cancellationToken);
        result.Write(context.Error);
        await context.WriteResultAsync("", result.ToJson());
        return result.Failures.IsEmpty ? Complete : ImagesFailed;
    }
}
