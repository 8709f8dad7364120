using Imaginator.Linux.Storage;

namespace Imaginator.Plugins.GitSource.Channels.Shallow;

/// <summary>
/// The boundary of the incomplete history of a local repository: the commits in its file <c>shallow</c>.
/// </summary>
internal sealed class ShallowBoundary
{
    /// <summary>The number that stands for the whole history in git's protocol.</summary>
    public const int InfiniteDepth = int.MaxValue;

    // A million commits; in practice, some.
    private const int MaximumFileBytes = 64 * 1024 * 1024;

    private readonly string _file;
    private readonly HashSet<string> _commits;

    private ShallowBoundary(string file, int depth, IEnumerable<string> commits)
    {
        _file = file;
        _commits = [.. commits];
        Depth = depth;
    }

    /// <summary>The requested number of commits of the history of each reference.</summary>
    public int Depth { get; }

    /// <summary>Reads the boundary of a bare repository.</summary>
    public static ShallowBoundary Read(string repositoryDirectory, int depth)
    {
        var file = Path.Combine(repositoryDirectory, "shallow");
        return new ShallowBoundary(
            file,
            depth,
            File.Exists(file)
                ? RegularFile.ReadAllText(file, MaximumFileBytes).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                : []);
    }

    /// <summary>Adds a commit whose parents the server does not send.</summary>
    public void Add(string commit) => _commits.Add(commit);

    /// <summary>Removes a commit whose parents the server sends.</summary>
    public void Remove(string commit) => _commits.Remove(commit);

    /// <summary>Writes the boundary. All enclosed commits must exist.</summary>
    public void Write()
    {
        // libgit2 cannot read an empty file.
        if (_commits.Count == 0)
        {
            File.Delete(_file);
        }
        else
        {
            File.WriteAllLines(_file, _commits.Order(StringComparer.Ordinal));
        }
    }
}
