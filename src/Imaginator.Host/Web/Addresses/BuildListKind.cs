namespace Imaginator.Host.Web.Addresses;

/// <summary>Selects the builds of a list. The members' names are parts of addresses.</summary>
internal enum BuildListKind
{
    /// <summary>All builds, including running ones.</summary>
    All,

    /// <summary>Builds that made an image.</summary>
    Good,

    /// <summary>Builds that ended without an image.</summary>
    Error,
}
