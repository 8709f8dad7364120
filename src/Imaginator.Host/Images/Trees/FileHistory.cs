namespace Imaginator.Host.Images.Trees;

/// <summary>Collects the states of a file, from the newest image to the oldest.</summary>
internal static class FileHistory
{
    /// <summary>Adds the state in the next older image: it continues the last version, or begins another.</summary>
    public static void Add(List<FileVersion> versions, string image, DateTimeOffset createdOn, TreeFile? file)
    {
        if (versions.Count > 0 && IsSame(versions[^1].File, file))
        {
            var last = versions[^1];
            versions[^1] = last with { FirstImage = image, FirstImageCreatedOn = createdOn, Images = last.Images + 1 };
        }
        else
        {
            versions.Add(new FileVersion(image, createdOn, image, 1, file));
        }
    }

    // Records compare arrays by reference.
    private static bool IsSame(TreeFile? one, TreeFile? other) => one is null || other is null
        ? one is null && other is null
        : one.ExtendedAttributes.AsSpan().SequenceEqual(other.ExtendedAttributes.AsSpan())
            && (one with { ExtendedAttributes = [] }).Equals(other with { ExtendedAttributes = [] });
}
