from pulumi import Config as _Config
