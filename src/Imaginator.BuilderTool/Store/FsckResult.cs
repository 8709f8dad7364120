using System.Collections.Immutable;
using Imaginator.BuilderTool.Output;
using Imaginator.Building.SourceTrees;
using Imaginator.ImageStores.Maintenance;
using Imaginator.Quantities;

namespace Imaginator.BuilderTool.Store;

/// <summary>The result of <c>fsck-store</c>: what was found in the store and in the unpacked source images, and what was repaired.</summary>
internal sealed record FsckResult(StoreCheckReport Store, TreeCacheReport Trees, ImmutableArray<string> Rebuilt, bool IsRepair)
{
    /// <summary>Whether everything could be read.</summary>
    public bool IsReadable => Store.Unreadable.IsEmpty;

    /// <summary>The number of faults that were not repaired.</summary>
    public int Remaining => Store.Unrepaired.Length + (IsRepair ? 0 : Trees.Faults.Length);

    private ImmutableArray<string> Faults => [.. Store.Faults, .. Trees.Faults];

    private ImmutableArray<string> Repairs => [.. Store.Repairs, .. Trees.Repairs];

    private string Verdict
    {
        get
        {
            var found = CountFormat.Of(Faults.Length, "fault");
            var verdict = Faults.IsEmpty ? "no faults"
                : !IsRepair ? $"{found} found; repair with -repair"
                : Remaining == 0 ? $"{found} found and repaired"
                : $"{found} found, {CountFormat.Of(Remaining, "fault")} not repaired";
            return IsReadable ? verdict : verdict + "; not all of the store can be read";
        }
    }

    public void Write(TextWriter output, TextWriter error)
    {
        foreach (var line in Faults.Concat(Store.Unreadable).Concat(Store.Notes.Select(note => $"note: {note}")))
        {
            output.WriteLine(line);
        }

        foreach (var repair in Repairs)
        {
            output.WriteLine($"repaired: {repair}");
        }

        error.WriteLine(
            $"{CountFormat.Of(Store.Images, "image")}, {CountFormat.Of(Store.Objects, "object")}, "
            + $"{CountFormat.Of(Trees.Trees, "unpacked source image")}, {ByteSize.Describe(Store.Bytes + Trees.Bytes)} checked: {Verdict}");
    }

    public object ToJson() => new
    {
        Faults,
        Remaining,
        Store.Unreadable,
        Store.Notes,
        Repairs,
        Rebuilt,
        Store.Images,
        Store.Objects,
        SourceImages = Trees.Trees,
        Bytes = Store.Bytes + Trees.Bytes,
    };
}
