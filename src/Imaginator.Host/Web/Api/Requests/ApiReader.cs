using Imaginator.Host.Access;
using Imaginator.Host.Images;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Failures;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Requests;

/// <summary>The reader of a request.</summary>
/// <param name="SeesAll">Whether the reader may see everything.</param>
internal sealed record ApiReader(Caller Caller, Permissions Permissions, bool SeesAll)
{
    /// <summary>Whether the reader may see a stream, its builds, their logs and its images.</summary>
    public bool Sees(string streamName) => SeesAll || Permissions.MayView(Caller, streamName);

    /// <summary>Whether the reader may see an image.</summary>
    public bool SeesImage(string name) => Sees(ImageName.StreamOf(name));

    /// <summary>The answer to a reader who may not see everything, for data of the whole site; null for others.</summary>
    public IResult? RefuseUnlessAll() => SeesAll
        ? null
        : Problems.NotPermitted("reading this requires permission for all streams");
}
