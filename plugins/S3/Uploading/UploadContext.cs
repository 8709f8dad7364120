using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Catalogue;
using Imaginator.Plugins.S3.Claims;
using Imaginator.Plugins.S3.Settings;
using Imaginator.Plugins.S3.States;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.S3.Uploading;

/// <summary>The parts of a store that uploads use.</summary>
internal sealed record UploadContext(
    IBucket Bucket,
    ObjectTable Table,
    IndexSync Sync,
    ClaimLog Claims,
    CollectorStates States,
    ImageCatalogue Catalogue,
    S3Options Options,
    ILogger Logger);
