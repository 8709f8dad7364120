using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Imaginator.Building.Builds;
using Imaginator.Building.Sessions;
using Imaginator.Building.SourceTrees;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Logging;

namespace Imaginator.Building.Inputs;

/// <summary>
/// Collects the inputs of one build as they become known, and compares them with those of the stream's newest image if the
/// request accepts an unchanged image. Not thread-safe.
/// </summary>
/// <param name="records">The inputs of earlier images; null if they are not recorded.</param>
/// <param name="store">The images.</param>
/// <param name="timeProvider">Tells the age of images.</param>
internal sealed class InputTracker(InputRecords? records, IImageStore store, TimeProvider timeProvider) : IDisposable
{
    private const string CommitVariable = "MANIFEST_GIT_COMMIT_ID";
    private const string BranchVariable = "REQUESTED_GIT_BRANCH";

    /// <summary>The age of an image that is from the future by more than this is unknown: the clock was wrong.</summary>
    public static TimeSpan MaximumClockDifference { get; } = TimeSpan.FromMinutes(5);

    private readonly InputDigest _digest = new();
    private bool _isComplete;

    /// <summary>Whether the request accepts an unchanged image: most of such builds end with the comparison.</summary>
    public bool AcceptsUnchanged(BuildRequest request) => records is not null && request.SkipIfUnchangedFor > TimeSpan.Zero;

    /// <summary>Adds all inputs except the content of package repositories.</summary>
    /// <param name="session">The build.</param>
    /// <param name="manifest">The directory of the manifest.</param>
    /// <param name="source">The source image: its content is an input, its name is not.</param>
    /// <param name="environment">The environment variables of scripts.</param>
    /// <param name="hasPackages">Whether packages are installed, so that the content of repositories is an input too.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <returns>The newest image if it was made from the same inputs and the request accepts it; otherwise null.</returns>
    public async Task<string?> AddAsync(
        BuildSession session,
        TreeRoot manifest,
        Image source,
        ImmutableSortedDictionary<string, string> environment,
        bool hasPackages,
        CancellationToken cancellationToken)
    {
        if (records is null)
        {
            return null;
        }

        _digest.Add("program", ProgramVersion);
        var (manifestDigest, mentioned) =
            ManifestDigest.Compute(manifest, [CommitVariable, BranchVariable], cancellationToken);
        _digest.Add("manifest", manifestDigest);

        // The commit changes with every change of its repository: it counts only if scripts use it.
        foreach (var (name, value) in environment)
        {
            if (name is not (CommitVariable or BranchVariable) || mentioned.Contains(name))
            {
                _digest.Add(name, value);
            }
        }

        AddSettings(session);
        AddSource(source);
        return hasPackages ? null : await CompleteAsync(session, cancellationToken);
    }

    /// <summary>Adds the content of package repositories: the last input.</summary>
    /// <param name="session">The build.</param>
    /// <param name="plan">The packager's plan; null if the packager makes no plans: then the inputs stay incomplete.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <returns>The newest image if it was made from the same inputs and the request accepts it; otherwise null.</returns>
    public async Task<string?> AddPlanAsync(
        BuildSession session, ReadOnlyMemory<byte>? plan, CancellationToken cancellationToken)
    {
        if (plan is not { } known)
        {
            return null;
        }

        _digest.Add("packages", known.Span);
        return await CompleteAsync(session, cancellationToken);
    }

    /// <summary>Records the inputs of a new image, if all of them are known and the image is not private.</summary>
    public void Remember(BuildSession session, string imageName)
    {
        if (records is not null && _isComplete && imageName.Length > 0 && session.Request.Private is null)
        {
            records.Save(new InputRecord(session.Stream.Name, imageName, _digest.ToText(), timeProvider.GetUtcNow()));
        }
    }

    public void Dispose() => _digest.Dispose();

    private static string ProgramVersion =>
        typeof(InputTracker).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private void AddSettings(BuildSession session)
    {
        _digest.Add("bindMounts", session.Settings.BindMounts);
        _digest.Add("mtimesCopyFilter", session.Settings.MtimesCopyFilterLines);
        _digest.Add("identities", (session.Stream.Identities ?? session.Settings.Identities).ToString());
        _digest.Add("testTimeout", session.Request.TestTimeout?.ToString() ?? "");
    }

    private void AddSource(Image source)
    {
        _digest.Add("source", TreeDigest.Compute(source.FileSystem!));
        _digest.Add("filter", source.Filter?.Lines ?? ["absent"]);
        _digest.Add("triggers", JsonSerializer.SerializeToUtf8Bytes(source.Triggers));
        foreach (var computed in source.FileSystem!.InodeTable.Values.OfType<ComputedRegularInode>()
            .Select(inode => inode.Source).Order(StringComparer.Ordinal))
        {
            _digest.Add("computed", computed);
        }
    }

    private async Task<string?> CompleteAsync(BuildSession session, CancellationToken cancellationToken)
    {
        _isComplete = true;
        var maximumAge = session.Request.SkipIfUnchangedFor;
        if (maximumAge <= TimeSpan.Zero
            || records!.Find(session.Stream.Name) is not { } record
            || record.Digest != _digest.ToText()
            || !IsYoung(record, maximumAge))
        {
            return null;
        }

        var query = new ImageQuery { StreamName = session.Stream.Name };
        var newest = await store.FindLatestImageAsync(query, cancellationToken);
        if (newest is null || newest != record.ImageName)
        {
            return null;
        }

        // An image that lost an object is built again, which adds the object again.
        if (await store.FindMissingObjectAsync(newest, cancellationToken) is { } missing)
        {
            session.Log.WriteLine($"{newest} was made from the same inputs, but object {missing} of it is missing or damaged: it is built again");
            return null;
        }

        return newest;
    }

    private bool IsYoung(InputRecord record, TimeSpan maximumAge)
    {
        var age = timeProvider.GetUtcNow() - record.BuiltAt;
        return age >= -MaximumClockDifference && age < maximumAge;
    }
}
