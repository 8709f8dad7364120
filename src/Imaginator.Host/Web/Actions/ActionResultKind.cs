namespace Imaginator.Host.Web.Actions;

/// <summary>The outcomes of an action.</summary>
internal enum ActionResultKind
{
    /// <summary>The action was done or has begun.</summary>
    Done,

    /// <summary>A parameter of the request is invalid.</summary>
    Malformed,

    /// <summary>The request has no credential, and the action requires one.</summary>
    Unauthenticated,

    /// <summary>The caller has no permission.</summary>
    Denied,

    /// <summary>The request comes from a page of another site, or does not show that it does not.</summary>
    Foreign,

    /// <summary>The object of the action does not exist.</summary>
    NotFound,

    /// <summary>The build already publishes its image, or has ended.</summary>
    TooLate,

    /// <summary>The state of the daemon does not permit the action.</summary>
    Refused,

    /// <summary>The image store failed, or did not answer.</summary>
    StoreFailed,
}
