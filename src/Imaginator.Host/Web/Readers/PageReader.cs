using Imaginator.Host.Access;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Host.Rpc.Access;
using Imaginator.Hosting.Configuration;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Readers;

/// <summary>The reader of a page: the streams that it shows, and the buttons that it has. Belongs to one request.</summary>
internal sealed class PageReader
{
    private const string BuildImage = "Imaginator.BuildImage";
    private const string CancelBuild = "Imaginator.CancelBuild";

    private readonly HttpContext _http;
    private readonly WebCallers _callers;
    private readonly Permissions _permissions;
    private readonly bool _hasButtons;
    private readonly Caller _builder;
    private readonly Caller _canceller;

    /// <summary>Identifies the reader of a request.</summary>
    /// <param name="isStatusPublic">Whether all callers can read the status page.</param>
    /// <param name="hasButtons">Whether the daemon would accept the forms of the page.</param>
    public PageReader(HttpContext http, WebCallers callers, Permissions permissions, bool isStatusPublic, bool hasButtons)
    {
        _http = http;
        _callers = callers;
        _permissions = permissions;
        _hasButtons = hasButtons;
        Caller = callers.ReaderOf(http);
        _builder = callers.Of(http, BuildImage);
        _canceller = callers.Of(http, CancelBuild);
        SeesAll = permissions.MayReadAll(Caller);
        SeesStatus = isStatusPublic || SeesAll;
    }

    public Caller Caller { get; }

    /// <summary>Whether the reader sees all streams.</summary>
    public bool SeesAll { get; }

    /// <summary>Whether the reader sees all streams on the status page.</summary>
    public bool SeesStatus { get; }

    /// <summary>Whether the reader sees a stream, its builds and its images.</summary>
    public bool Sees(string streamName) => SeesAll || _permissions.MayView(Caller, streamName);

    /// <summary>Whether the reader can start and retry builds of a stream.</summary>
    public bool MayBuild(string streamName) => _hasButtons && _permissions.RoleOf(_builder, streamName) >= StreamRole.Build;

    /// <summary>Whether the reader can cancel a queued or running build.</summary>
    public bool MayCancel(BuildSnapshot build) =>
        MayCancel(build.StreamName, build.Request.Caller.UserName, hasOthers: !build.Joined.IsEmpty);

    /// <summary>Whether the reader can cancel a queued or running build.</summary>
    public bool MayCancel(BuildRecord build) => MayCancel(build.StreamName, build.Requestor, hasOthers: !build.Joined.IsEmpty);

    /// <summary>Whether the reader has access to an RPC method with the same effect as a button.</summary>
    public bool May(string method) => _hasButtons && MayUse(method);

    /// <summary>Whether the reader has access to a method that reads something.</summary>
    public bool MayUse(string method) => _callers.Of(_http, method).HasMethodAccess;

    // As WebActions.CancelBuild decides.
    private bool MayCancel(string streamName, string requestor, bool hasOthers) =>
        _hasButtons
        && (_permissions.RoleOf(_canceller, streamName) >= StreamRole.Manage
            || (Caller.UserName.Length > 0 && Caller.MayOwn(streamName) && requestor == Caller.UserName && !hasOthers));
}
