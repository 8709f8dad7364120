namespace Imaginator.Plugins.GitSource.Channels.Listing;

/// <summary>The properties of a repository that a server lists in addition to the references.</summary>
internal sealed class Advertisement
{
    /// <summary>The full name of the branch that HEAD points to, which the server does not necessarily list; null if unknown.</summary>
    public string? HeadTarget { get; set; }

    /// <summary>True if the repository of the server is itself shallow: it does not have the whole history.</summary>
    public bool IsShallow { get; set; }
}
