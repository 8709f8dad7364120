namespace Imaginator.Host.Web.Actions;

/// <summary>What has become of an action, in one word.</summary>
internal enum ActionResultKind
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>The request does not say what to do in a way that can be understood.</summary>
    Malformed,

    /// <summary>The caller may not do that, or did not ask for it himself.</summary>
    Denied,

    /// <summary>What it is about is not there.</summary>
    NotFound,

    /// <summary>It cannot be done now, or not in this measure.</summary>
    Refused,
}
