using Imaginator.Plugins.S3.Catalogue;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Settings;

namespace Imaginator.Plugins.S3.Collecting;

/// <summary>
/// Replaces index objects by new ones without the packs that were removed and the locations that do not count any longer. The new ones are
/// written before the old ones are removed.
/// </summary>
internal sealed class IndexRewrite(ObjectTable table, IndexSync sync)
{
    /// <summary>Replaces index objects.</summary>
    /// <param name="sources">The index objects.</param>
    /// <param name="removed">The packs that were removed.</param>
    public async Task RunAsync(IReadOnlyCollection<string> sources, IReadOnlySet<string> removed, CancellationToken cancellationToken)
    {
        var packs = new List<IndexedPack>();
        var replaced = new List<string>();
        var entries = 0;
        foreach (var source in sources)
        {
            var kept = table.ListObjectsOfSource(source).Where(pack => !removed.Contains(pack.Id)).ToList();
            var added = kept.Sum(pack => pack.Objects.Count);
            if (entries > 0 && entries + added > StoreLimits.IndexEntries)
            {
                await ReplaceAsync(replaced, packs, cancellationToken);
                entries = 0;
            }

            packs.AddRange(kept);
            replaced.Add(source);
            entries += added;
        }

        await ReplaceAsync(replaced, packs, cancellationToken);
    }

    private async Task ReplaceAsync(List<string> replaced, List<IndexedPack> packs, CancellationToken cancellationToken)
    {
        if (packs.Count > 0)
        {
            await sync.PublishAsync([.. packs], cancellationToken);
        }

        await sync.RemoveAsync([.. replaced], cancellationToken);
        packs.Clear();
        replaced.Clear();
    }
}
