using Imaginator.ImageServing.Answers;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Messages.ImageServer.Objects;
using Imaginator.Protocol.Messages.Images;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Images;

/// <summary>The methods that describe the contents of images.</summary>
internal sealed class ImageContents(IServableStore store, TimeProvider timeProvider)
{
    private const ulong BlockSize = 4096;
    private const ulong SymlinkSize = 64;

    public async Task<GetImageInodesResponse> GetInodesAsync(
        GetImageInodesRequest request, SrpcCall call, TreeSlot slot, CancellationToken cancellationToken)
    {
        if (await ReadTreeAsync(request.ImageName, slot, cancellationToken) is not { } tree)
        {
            return new GetImageInodesResponse();
        }

        var numbers = new Dictionary<string, ulong>();
        foreach (var path in request.Filenames)
        {
            if (TreeEntries.Find(tree, path) is { } number)
            {
                numbers[path] = number;
            }
        }

        var links = numbers.Values.Distinct().ToDictionary(number => number, _ => 0UL);
        foreach (var (_, number, _) in TreeEntries.Walk(tree))
        {
            if (links.TryGetValue(number, out var count))
            {
                links[number] = count + 1;
            }
        }

        return new GetImageInodesResponse
        {
            ImageExists = true,
            InodeNumbers = numbers,
            Inodes = links.Keys.ToDictionary(number => number, number => tree.InodeTable[number]),
            NumLinks = links,
        };
    }

    public async Task<GetImageComputedFilesResponse> GetComputedFilesAsync(
        GetImageComputedFilesRequest request, SrpcCall call, TreeSlot slot, CancellationToken cancellationToken) =>
        await ReadTreeAsync(request.ImageName, slot, cancellationToken) is { } tree
            ? new GetImageComputedFilesResponse
            {
                ImageExists = true,
                ComputedFiles =
                [
                    .. TreeEntries.Walk(tree)
                        .Where(entry => entry.Inode is ComputedRegularInode)
                        .Select(entry => new ComputedFile
                        {
                            Filename = entry.Path,
                            Source = ((ComputedRegularInode)entry.Inode).Source,
                        }),
                ],
            }
            : new GetImageComputedFilesResponse();

    public async Task<GetImageUsageEstimateResponse> GetUsageEstimateAsync(
        GetImageUsageEstimateRequest request, SrpcCall call, TreeSlot slot, CancellationToken cancellationToken) =>
        await ReadTreeAsync(request.ImageName, slot, cancellationToken) is { } tree
            ? new GetImageUsageEstimateResponse
            {
                ImageExists = true,
                UsageEstimate = tree.InodeTable.Values.Aggregate(BlockSize, (sum, inode) => sum + EstimateUsage(inode)),
            }
            : new GetImageUsageEstimateResponse();

    public async Task<GetObjectStatisticsForImagesResponse> GetStatisticsAsync(
        GetObjectStatisticsForImagesRequest request, SrpcCall call, TreeSlot slot, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        var objects = new Dictionary<ObjectHash, ulong>();
        ulong images = 0, inodes = 0, bytes = 0;

        // Large images need seconds. The work ends when the caller disconnects, and each name counts once.
        var gone = call.WatchForDisconnect();
        foreach (var name in request.ImageNames.Distinct())
        {
            if (await ReadTreeAsync(name, slot, gone) is not { } tree)
            {
                if (request.IgnoreMissing)
                {
                    continue;
                }

                return new GetObjectStatisticsForImagesResponse { Error = $"image: {name} does not exist" };
            }

            images++;
            foreach (var file in tree.InodeTable.Values.OfType<RegularInode>())
            {
                inodes++;
                bytes += file.Size;
                if (file.Size > 0)
                {
                    objects[file.Hash] = file.Size;
                }
            }

            // Other calls can proceed between two images.
            slot.Release();
        }

        return new GetObjectStatisticsForImagesResponse
        {
            ComputationTime = GobDuration.From(timeProvider.GetElapsedTime(started)),
            NumImages = images,
            NumFileInodes = inodes,
            TotalFileInodeBytes = bytes,
            NumObjects = (ulong)objects.Count,
            TotalObjectBytes = objects.Values.Aggregate(0UL, (sum, size) => sum + size),
        };
    }

    private static ulong EstimateUsage(Inode inode) => inode switch
    {
        DirectoryInode => BlockSize,
        SymlinkInode => SymlinkSize,
        RegularInode file => (file.Size / BlockSize + (file.Size % BlockSize == 0 ? 0UL : 1)) * BlockSize,
        _ => 0,
    };

    private async Task<FileSystemTree?> ReadTreeAsync(string name, TreeSlot slot, CancellationToken cancellationToken)
    {
        await slot.AcquireAsync();
        return (await store.GetImageAsync(name, withFileSystem: true, cancellationToken))?.FileSystem;
    }
}
