namespace Imaginator.Host.Web.Actions;

/// <summary>The outcomes of an action.</summary>
internal enum ActionResultKind
{
    /// <summary>The action was done or has begun.</summary>
    Done,

    /// <summary>A parameter of the request is invalid.</summary>
    Malformed,

    /// <summary>The caller has no permission, or the request comes from a page of another site.</summary>
    Denied,

    /// <summary>The object of the action does not exist.</summary>
    NotFound,

    /// <summary>The state of the daemon does not permit the action.</summary>
    Refused,
}
