using System.Net.Http.Headers;

namespace Imaginator.Hosting.Configuration;

/// <summary>By what a web server knows whether a text has changed.</summary>
/// <param name="EntityTag">Its <c>ETag</c>; null where it gives none.</param>
/// <param name="LastModified">Its <c>Last-Modified</c>; null where it gives none.</param>
public sealed record ContentVersion(EntityTagHeaderValue? EntityTag, DateTimeOffset? LastModified);
