using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Imaginator.Host.Web.Api.Answers;

/// <summary>Entity tags: with them, a client asks whether what it has is still right.</summary>
internal static class EntityTags
{
    private const int HashBytes = 16;

    /// <summary>The tag of contents. Weak: a compressed response has the same tag.</summary>
    public static EntityTagHeaderValue Of(ReadOnlySpan<byte> contents) =>
        new($"\"{Convert.ToHexStringLower(SHA256.HashData(contents).AsSpan(0, HashBytes))}\"", isWeak: true);

    /// <summary>The tag of contents whose hash is known.</summary>
    public static EntityTagHeaderValue OfHash(ReadOnlySpan<byte> hash) =>
        new($"\"{Convert.ToHexStringLower(hash[..HashBytes])}\"", isWeak: true);

    /// <summary>
    /// Adds a tag to a response, and says that the response can be kept by the client but must be checked. Returns whether the client has it
    /// already: the response is then complete.
    /// </summary>
    public static bool IsKnown(HttpContext context, EntityTagHeaderValue tag)
    {
        var headers = context.Response.Headers;
        headers.ETag = tag.ToString();
        headers.CacheControl = "private, no-cache";
        var known = context.Request.GetTypedHeaders().IfNoneMatch;
        if (!known.Any(candidate => candidate.Equals(EntityTagHeaderValue.Any) || candidate.Compare(tag, useStrongComparison: false)))
        {
            return false;
        }

        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }
}
