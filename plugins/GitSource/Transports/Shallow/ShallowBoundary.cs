namespace Imaginator.Plugins.GitSource.Transports.Shallow;

/// <summary>
/// Where the history of a local repository ends although there is more of it: the commits in its file <c>shallow</c>.
/// </summary>
internal sealed class ShallowBoundary
{
    private readonly string _file;
    private readonly HashSet<string> _commits;

    private ShallowBoundary(string file, int depth, IEnumerable<string> commits)
    {
        _file = file;
        _commits = [.. commits];
        Depth = depth;
    }

    /// <summary>How many commits are asked for, counted from each that is wanted.</summary>
    public int Depth { get; }

    /// <summary>Reads the boundary of a repository.</summary>
    /// <param name="repositoryDirectory">The directory of the bare repository.</param>
    /// <param name="depth">How many commits will be asked for.</param>
    /// <returns>The boundary.</returns>
    public static ShallowBoundary Read(string repositoryDirectory, int depth)
    {
        var file = Path.Combine(repositoryDirectory, "shallow");
        return new ShallowBoundary(file, depth, File.Exists(file) ? File.ReadLines(file) : []);
    }

    /// <summary>Takes note that the parents of a commit will not come.</summary>
    /// <param name="commit">Its id.</param>
    public void Add(string commit) => _commits.Add(commit);

    /// <summary>Takes note that the parents of a commit will come.</summary>
    /// <param name="commit">Its id.</param>
    public void Remove(string commit) => _commits.Remove(commit);

    /// <summary>Writes the boundary, once everything that it encloses is there.</summary>
    public void Write()
    {
        // libgit2 cannot read an empty file of this kind.
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
